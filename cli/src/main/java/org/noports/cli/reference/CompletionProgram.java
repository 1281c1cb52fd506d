package org.noports.cli.reference;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.noports.cli.options.LogOptions;
import org.noports.cli.options.Program;
import org.noports.cli.options.ProgramReference;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.Logging;
import org.noports.cli.output.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code noports completion SHELL}: prints the script that completes our options in a shell. */
@Command(
    name = "completion",
    customSynopsis = "noports completion bash|zsh|fish",
    description = {
      "Prints the completions of all programs for a shell.",
      "In bash: source <(noports completion bash)"
    })
public final class CompletionProgram implements Program {
  private final Supplier<List<ProgramReference>> programs;

  @Parameters(arity = "0..*", hidden = true)
  private List<String> shells = List.of();

  @Mixin private LogOptions log = new LogOptions();

  public CompletionProgram(Supplier<List<ProgramReference>> programs) {
    this.programs = programs;
  }

  @Override
  public int run(Terminal terminal, List<String> arguments) {
    log.apply(terminal, Logging.Detail.SHOUT);
    if (shells.size() != 1) {
      throw new UsageProblem("Name one shell: " + offered());
    }
    String name = shells.getFirst().toLowerCase(Locale.ROOT);
    Shell shell =
        Arrays.stream(Shell.values())
            .filter(one -> CallNames.word(one).equals(name))
            .findFirst()
            .orElseThrow(() ->
                new UsageProblem("'%s' is none of: %s".formatted(shells.getFirst(), offered())));
    terminal.out().print(shell.script(programs.get()));
    terminal.out().flush();
    return 0;
  }

  private static String offered() {
    return Arrays.stream(Shell.values()).map(CallNames::word).collect(Collectors.joining(", "));
  }
}
