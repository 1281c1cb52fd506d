package org.noports.cli.clients;

import org.noports.cli.options.DeclaredOption;
import org.noports.cli.options.LogOptions;
import org.noports.cli.options.OptionGroup;
import org.noports.cli.output.Events;
import org.noports.cli.output.Logging;
import org.noports.cli.output.Progress;
import org.noports.cli.output.Terminal;
import picocli.CommandLine.Model.CommandSpec;

/** How the user is told what happens (cli.md 0.5). */
public final class OutputOptions implements OptionGroup {
  private boolean quiet;
  private Progress.Wish form = Progress.Wish.AUTO;
  private boolean json;
  private final LogOptions log = new LogOptions();

  @Override
  public void declareIn(CommandSpec spec) {
    DeclaredOption.in(spec, "-q", "--quiet")
        .description("Show no progress.")
        .flag(value -> quiet = value);
    DeclaredOption.in(spec, "--progress")
        .label("auto|plain|rich")
        .description(
            "Show progress as lines with the time, or as one line that changes (default auto: what"
                + " fits the terminal).")
        .value(Progress.Wish.class, value -> form = value);
    DeclaredOption.in(spec, "--json")
        .description(
            "Tell programs what happens: JSON, one object a line, on stderr (docs/json-events.md).")
        .flag(value -> json = value);
    OptionGroup.add(log, spec);
  }

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
