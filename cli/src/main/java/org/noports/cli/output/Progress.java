package org.noports.cli.output;

import java.time.Instant;

/** The lines that tell a waiting person how far things are (cli.md 0.5), or silence. */
public final class Progress {
  private final Terminal terminal;
  private final boolean shown;

  private Progress(Terminal terminal, boolean shown) {
    this.terminal = terminal;
    this.shown = shown;
  }

  /** Shown unless the user wants quiet, or a log in its place. */
  public static Progress of(Terminal terminal, boolean quiet, boolean verbose) {
    return new Progress(terminal, !quiet && !verbose);
  }

  /** One line with the time of now. */
  public void line(String text) {
    line(terminal.clock().instant(), text);
  }

  /** One line with the time something happened. */
  public void line(Instant at, String text) {
    if (shown) {
      terminal.err().println(LocalTime.text(at, terminal.zone()) + " : " + text);
      terminal.err().flush();
    }
  }
}
