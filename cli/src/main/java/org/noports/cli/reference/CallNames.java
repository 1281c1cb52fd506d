package org.noports.cli.reference;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;
import org.noports.cli.options.ProgramReference;

/** How programs are called: by their own names in {@code bin/}, or as words after another one. */
final class CallNames {
  static final String NOPORTS = "noports";

  /** Programs without a name of their own in {@code bin/}. */
  private static final Set<String> ONLY_BY_NOPORTS =
      Set.of(
          "up",
          "atserver",
          "atdirectory",
          "demo",
          "doctor",
          "completion",
          "activate",
          "issue-keys");

  private CallNames() {}

  /** The command as it is typed: {@code noports up}, {@code npt}, {@code at_activate status}. */
  static String command(ProgramReference program) {
    return hasOwnName(program) ? program.name() : NOPORTS + " " + program.name();
  }

  /** Whether the program, or the one it is a command of, has a name in {@code bin/}. */
  static boolean hasOwnName(ProgramReference program) {
    return !ONLY_BY_NOPORTS.contains(program.name());
  }

  /** The file of its man page, without the section. */
  static String page(ProgramReference program) {
    return command(program).replace(' ', '-');
  }

  /** The programs in {@code bin/} that documented ones are called by. */
  static List<String> executables(List<ProgramReference> programs) {
    return Stream.concat(programs.stream().map(CallNames::firstWord), Stream.of(NOPORTS))
        .distinct()
        .toList();
  }

  /** After which words which words may follow: after {@code at_activate}, its commands. */
  static SequencedMap<String, List<String>> nextWords(List<ProgramReference> programs) {
    SequencedMap<String, List<String>> next = new LinkedHashMap<>();
    next.put(
        NOPORTS,
        programs.stream().map(program -> program.name().split(" ", -1)[0]).distinct().toList());
    for (ProgramReference program : programs) {
      String[] words = program.name().split(" ", -1);
      if (words.length > 1) {
        next.merge(words[0], List.of(words[1]), CallNames::joined);
      }
    }
    next.put("doctor", List.of("client", "daemon", "relay"));
    next.put("completion", Arrays.stream(Shell.values()).map(CallNames::word).toList());
    return next;
  }

  /**
   * The words that lead to a program: where a word must follow its name, each of the names with
   * one.
   */
  static List<String> callsOf(ProgramReference program, List<ProgramReference> programs) {
    List<String> next = nextWords(programs).get(program.name());
    return next == null
        ? List.of(program.name())
        : next.stream().map(word -> program.name() + " " + word).toList();
  }

  /** The program in {@code bin/} after whose name a word is typed. */
  static String executable(String word) {
    return ONLY_BY_NOPORTS.contains(word) ? NOPORTS : word;
  }

  /** A shell as the user writes it. */
  static String word(Shell shell) {
    return shell.name().toLowerCase(Locale.ROOT);
  }

  /** Programs by the words that call them after {@code noports}. */
  static Map<String, ProgramReference> byName(List<ProgramReference> programs) {
    SequencedMap<String, ProgramReference> all = new LinkedHashMap<>();
    programs.forEach(program -> all.put(program.name(), program));
    return all;
  }

  private static String firstWord(ProgramReference program) {
    return command(program).split(" ", -1)[0];
  }

  private static List<String> joined(List<String> some, List<String> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }
}
