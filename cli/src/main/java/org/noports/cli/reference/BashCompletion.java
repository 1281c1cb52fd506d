package org.noports.cli.reference;

import java.util.List;
import java.util.stream.Collectors;
import org.noports.cli.options.OptionReference;
import org.noports.cli.options.ProgramReference;

/** Completions for bash 3.2 and later, which need no other package. */
final class BashCompletion {
  private static final String TOP =
      """
      # bash completion of NoPorts; made from the programs' definitions by: noports completion bash

      _noports_words() {
        local IFS=$'\\n'
        COMPREPLY=($(compgen -W "$1" -- "$cur"))
      }

      _noports_paths() {
        local IFS=$'\\n'
        compopt -o filenames 2>/dev/null
        COMPREPLY=($(compgen -f -- "$cur"))
      }

      _noports() {
        local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} program i word
        # "--option=value" comes as three words.
        if [ "$cur" = "=" ]; then
          cur=
        elif [ "$prev" = "=" ]; then
          prev=${COMP_WORDS[COMP_CWORD-2]}
        fi
        program=${COMP_WORDS[0]##*/}
        for ((i = 1; i < COMP_CWORD; i++)); do
          word=${COMP_WORDS[i]}
          case "$program $word" in
      """;
  private static final String MIDDLE =
      """
              *) break ;;
          esac
        done
        COMPREPLY=()
        case $program in
      """;
  private static final String BOTTOM = "  esac\n}\n\ncomplete -F _noports ";

  private BashCompletion() {}

  static String of(List<ProgramReference> programs) {
    StringBuilder script = new StringBuilder(TOP);
    script.append(subWords(programs)).append(MIDDLE);
    CallNames.nextWords(programs)
        .forEach((word, next) ->
            script.append("    %s) _noports_words %s ;;\n".formatted(word, lines(next))));
    programs.forEach(
        program -> script.append(options(CallNames.callsOf(program, programs), program)));
    return script
        .append(BOTTOM)
        .append(String.join(" ", CallNames.executables(programs)))
        .append('\n')
        .toString();
  }

  /** How the words before the cursor lead to a program. */
  private static String subWords(List<ProgramReference> programs) {
    StringBuilder cases = new StringBuilder();
    CallNames.nextWords(programs)
        .forEach((word, next) -> {
          for (String after : next) {
            String program = word.equals(CallNames.NOPORTS) ? after : word + " " + after;
            cases.append("        \"%s %s\") program=\"%s\" ;;\n".formatted(word, after, program));
          }
        });
    return cases.toString();
  }

  private static String options(List<String> calls, ProgramReference program) {
    StringBuilder script = new StringBuilder();
    script.append(
        "    %s)\n      case $prev in\n"
            .formatted(calls.stream().map("\"%s\""::formatted).collect(Collectors.joining(" | "))));
    for (OptionReference option : program.options()) {
      if (option.value() != null) {
        String then =
            option.takesPath()
                ? "_noports_paths; "
                : option.choices().isEmpty()
                    ? ""
                    : "_noports_words %s; ".formatted(lines(option.choices()));
        script.append(
            "        %s) %sreturn ;;\n".formatted(String.join(" | ", option.words()), then));
      }
    }
    List<String> words =
        program.options().stream().flatMap(option -> option.words().stream()).toList();
    return script
        .append("      esac\n      _noports_words %s\n      ;;\n".formatted(lines(words)))
        .toString();
  }

  private static String lines(List<String> words) {
    return words.stream().collect(Collectors.joining("\\n", "$'", "'"));
  }
}
