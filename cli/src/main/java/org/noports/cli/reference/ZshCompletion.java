package org.noports.cli.reference;

import java.util.List;
import java.util.stream.Collectors;
import org.noports.cli.options.OptionReference;
import org.noports.cli.options.ProgramReference;

/** Completions for zsh, with the description of each option. */
final class ZshCompletion {
  private ZshCompletion() {}

  static String of(List<ProgramReference> programs) {
    StringBuilder script =
        new StringBuilder(
            """
            #compdef %s
            # zsh completion of NoPorts; made from the programs' definitions by: noports completion zsh

            _noports() {
              local program=${service:t}
              while (( CURRENT > 2 )); do
                case "$program ${words[2]}" in
            """
                .formatted(String.join(" ", CallNames.executables(programs))));
    CallNames.nextWords(programs)
        .forEach((word, next) -> {
          for (String after : next) {
            script.append(
                "      \"%s %s\") program=\"%s\" ;;\n"
                    .formatted(
                        word, after, word.equals(CallNames.NOPORTS) ? after : word + " " + after));
          }
        });
    script.append(
        """
              *) break ;;
            esac
            shift words
            (( CURRENT-- ))
          done
          case $program in
        """);
    CallNames.nextWords(programs)
        .forEach((word, next) ->
            script.append(
                "    %s) _values %s %s ;;\n".formatted(word, word, String.join(" ", next))));
    for (ProgramReference program : programs) {
      String arguments =
          program.options().stream()
              .map(ZshCompletion::argument)
              .collect(Collectors.joining(" \\\n"));
      script.append(
          "    %s)\n      _arguments \\\n%s\n      ;;\n"
              .formatted(
                  CallNames.callsOf(program, programs).stream()
                      .map("\"%s\""::formatted)
                      .collect(Collectors.joining("|")),
                  arguments));
    }
    return script.append("  esac\n}\n\n_noports \"$@\"\n").toString();
  }

  private static String argument(OptionReference option) {
    String value = option.value();
    String what = value == null ? "" : ":" + escaped(value) + ":" + action(option);
    return option.words().stream()
        .map(word ->
            "        '%s%s[%s]%s'"
                .formatted(
                    word,
                    value != null && word.startsWith("--") ? "=" : "",
                    escaped(option.description()),
                    what))
        .collect(Collectors.joining(" \\\n"));
  }

  private static String action(OptionReference option) {
    if (option.takesPath()) {
      return "_files";
    }
    return option.choices().isEmpty() ? " " : "(" + String.join(" ", option.choices()) + ")";
  }

  private static String escaped(String text) {
    // The shell's quotes last: what leaves them is no part of the text.
    return text.replaceAll("([\\[\\]:\\\\])", "\\\\$1").replace("'", "'\\''");
  }
}
