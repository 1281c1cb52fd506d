package org.noports.cli.reference;

import java.util.List;
import java.util.Map;
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
            script.append(
                "complete -c %s -n \"%s\" -a %s%s\n"
                    .formatted(
                        CallNames.executable(word),
                        word.equals(CallNames.executable(word))
                            ? "__fish_use_subcommand"
                            : seen(word),
                        after,
                        there == null ? "" : " -d " + quoted(there.summary())));
          }
        });
    programs.forEach(
        program -> program.options().forEach(option -> script.append(line(program, option))));
    return script.toString();
  }

  private static String line(ProgramReference program, OptionReference option) {
    String command = CallNames.command(program);
    String[] words = command.split(" ", -1);
    StringBuilder line = new StringBuilder("complete -c " + words[0]);
    if (words.length > 1) {
      line.append(" -n \"").append(seen(words[1])).append('"');
    }
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
    return line.append(" -d ").append(quoted(option.description())).append('\n').toString();
  }

  private static String seen(String word) {
    return "__fish_seen_subcommand_from " + word;
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
