package org.noports.cli.clients;

import org.noports.cli.options.LogOptions;
import org.noports.cli.output.Events;
import org.noports.cli.output.Logging;
import org.noports.cli.output.Progress;
import org.noports.cli.output.Terminal;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How the user is told what happens (cli.md 0.5). */
public final class OutputOptions {
  @Option(
      names = {"-q", "--quiet"},
      description = "Show no progress.")
  private boolean quiet;

  @Option(
      names = "--progress",
      paramLabel = "auto|plain|rich",
      defaultValue = "auto",
      description =
          "Show progress as lines with the time, or as one line that changes (default auto: what"
              + " fits the terminal).")
  private Progress.Wish form = Progress.Wish.AUTO;

  @Option(
      names = "--json",
      description =
          "Tell programs what happens: JSON, one object a line, on stderr (docs/json-events.md).")
  private boolean json;

  @Mixin private LogOptions log = new LogOptions();

  /** Whether the user wants JSON. */
  public boolean json() {
    return json;
  }

  /** Logs as the user chose. */
  public void applyLog(Terminal terminal) {
    log.apply(terminal, Logging.Detail.SHOUT);
  }

  /** Progress as the user chose; {@code silent} when this run has no room for it. */
  public Progress progress(Terminal terminal, boolean silent) {
    return quiet || silent
        ? Progress.of(terminal, true, log.verbose())
        : Progress.of(terminal, form, log.verbose(), events(terminal));
  }

  public Events events(Terminal terminal) {
    return Events.of(terminal, json);
  }
}
