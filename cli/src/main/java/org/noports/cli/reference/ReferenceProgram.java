package org.noports.cli.reference;

import java.util.List;
import java.util.function.Supplier;
import org.noports.cli.options.LogOptions;
import org.noports.cli.options.Program;
import org.noports.cli.options.ProgramReference;
import org.noports.cli.output.Logging;
import org.noports.cli.output.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code noports reference}: prints {@code docs/options.md}. */
@Command(
    name = "reference",
    customSynopsis = "noports reference > docs/options.md",
    description = "Prints the page of all options.")
public final class ReferenceProgram implements Program {
  private final Supplier<List<ProgramReference>> programs;

  @Mixin private LogOptions log = new LogOptions();

  public ReferenceProgram(Supplier<List<ProgramReference>> programs) {
    this.programs = programs;
  }

  @Override
  public int run(Terminal terminal, List<String> arguments) {
    log.apply(terminal, Logging.Detail.SHOUT);
    terminal.out().print(OptionsPage.of(programs.get()));
    terminal.out().flush();
    return 0;
  }
}
