package org.noports.cli.options;

import org.noports.cli.output.Logging;
import org.noports.cli.output.Terminal;
import picocli.CommandLine.Option;

/** How much is logged, and the two options that only print (cli.md 0.5). */
public final class LogOptions {
  @Option(
      names = {"-v", "--verbose"},
      negatable = true,
      description = "Log what happens, instead of showing progress.")
  private boolean verbose;

  @Option(names = "--debug", negatable = true, description = "Log everything.")
  private boolean debug;

  @Option(names = "--version", description = "Print the version.")
  private boolean version;

  @Option(names = "--help", description = "Print this text.")
  private boolean help;

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
