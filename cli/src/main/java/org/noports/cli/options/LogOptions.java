package org.noports.cli.options;

import org.noports.cli.output.Logging;
import org.noports.cli.output.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** How much is logged, and the two options that only print (cli.md 0.5). */
@Command // without it picocli refuses a mixin
public final class LogOptions implements OptionGroup {
  private boolean verbose;
  private boolean debug;
  private boolean version;
  private boolean help;

  @Override
  public void declareIn(CommandSpec spec) {
    DeclaredOption.in(spec, "-v", "--verbose")
        .description("Log what happens, instead of showing progress.")
        .negatable()
        .flag(value -> verbose = value);
    DeclaredOption.in(spec, "--debug")
        .description("Log everything.")
        .negatable()
        .flag(value -> debug = value);
    DeclaredOption.in(spec, "--version")
        .description("Print the version.")
        .flag(value -> version = value);
    DeclaredOption.in(spec, "--help").description("Print this text.").flag(value -> help = value);
  }

  /** Whether a log was asked for. */
  public boolean verbose() {
    return verbose || debug;
  }

  public boolean version() {
    return version;
  }

  public boolean help() {
    return help;
  }

  /** What was chosen, for comparison. */
  public Logging.Detail detail() {
    return Logging.Detail.of(verbose, debug, Logging.Detail.SHOUT);
  }

  /** Logging as the user chose it. */
  public void apply(Terminal terminal, Logging.Detail otherwise) {
    Logging.configure(terminal, Logging.Detail.of(verbose, debug, otherwise));
  }
}
