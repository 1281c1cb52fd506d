package org.noports.cli.options;

import java.util.List;
import org.noports.cli.output.Events;
import org.noports.cli.output.Terminal;
import picocli.CommandLine.Model.CommandSpec;

/**
 * One program: a class whose fields are the options, and what it does with them. A new instance is
 * made for every run.
 */
public interface Program {
  /** Its command line: what annotations say, unless it says so itself ({@link OptionGroup}). */
  default CommandSpec commandLine() {
    CommandSpec spec = CommandSpec.forAnnotatedObject(this);
    OptionGroup.addNamed(spec, spec);
    return spec;
  }

  /** Options of the specification that this program takes without having a field for them. */
  default List<Unoffered> unoffered() {
    return List.of();
  }

  /** The exit code of a failure that is no mistake in its arguments. */
  default int failureCode() {
    return 1;
  }

  /** Whether a wrong command line is answered with the usage on stdout, as cli.md 8 has it. */
  default boolean usageIsResult() {
    return false;
  }

  /** Who is told of what happens, for programs that tell programs ({@code --json}). */
  default Events events(Terminal terminal) {
    return Events.NONE;
  }

  /**
   * Runs until done.
   *
   * @param arguments the command line as given, for programs that start themselves again
   * @return the exit code
   */
  int run(Terminal terminal, List<String> arguments) throws InterruptedException;
}
