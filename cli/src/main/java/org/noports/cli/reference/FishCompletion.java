package org.noports.cli.reference;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.noports.cli.options.OptionReference;
import org.noports.cli.options.ProgramReference;

/** Completions for fish, with the description of each option. */
final class FishCompletion {
  private static final String TOP =
      "# fish completion of NoPorts; made from the programs' definitions by: noports completion fish\n";

  private FishCompletion() {}

  static String of(List<ProgramReference> programs) {
    StringBuilder script = new StringBuilder(TOP);
    CallNames.executables(programs).forEach(name -> script.append("complete -c " + name + " -f\n"));
    Map<String, ProgramReference> byName = CallNames.byName(programs);
    CallNames.nextWords(programs)
        .forEach((word, next) -> {
          for (String after : next) {
            ProgramReference there = byName.get(after);
            String described =
                " -a " + after + (there == null ? "" : " -d " + quoted(there.summary()));
            if (word.equals(CallNames.executable(word))) {
              script.append(
                  "complete -c %s -n \"__fish_use_subcommand\"%s\n".formatted(word, described));
            }
            if (!word.equals(CallNames.NOPORTS)) {
              script.append(
                  "complete -c %s -n \"%s\"%s\n"
                      .formatted(CallNames.NOPORTS, seen(List.of(word)), described));
            }
          }
        });
    programs.forEach(
        program -> program.options().forEach(option -> script.append(lines(program, option))));
    return script.toString();
  }

  /** By its own name in {@code bin/}, when it has one, and as words after noports. */
  private static String lines(ProgramReference program, OptionReference option) {
    List<String> words = List.of(program.name().split(" ", -1));
    String completion = completion(option);
    String own = "";
    if (CallNames.hasOwnName(program)) {
      List<String> more = words.subList(1, words.size());
      own =
          "complete -c %s%s%s\n"
              .formatted(
                  words.getFirst(), more.isEmpty() ? "" : " -n \"" + seen(more) + "\"", completion);
    }
    return own
        + "complete -c %s -n \"%s\"%s\n".formatted(CallNames.NOPORTS, seen(words), completion);
  }

  private static String completion(OptionReference option) {
    StringBuilder line = new StringBuilder();
    for (String word : option.words()) {
      line.append(word.startsWith("--") ? " -l " + word.substring(2) : " -s " + word.substring(1));
    }
    if (option.takesPath()) {
      line.append(" -r -F");
    } else if (option.value() != null) {
      line.append(" -x");
    }
    if (!option.choices().isEmpty()) {
      line.append(" -a ").append(quoted(String.join(" ", option.choices())));
    }
    return line.append(" -d ").append(quoted(option.description())).toString();
  }

  private static String seen(List<String> words) {
    return words.stream()
        .map(word -> "__fish_seen_subcommand_from " + word)
        .collect(Collectors.joining("; and "));
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
