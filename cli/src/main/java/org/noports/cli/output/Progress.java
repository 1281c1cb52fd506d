package org.noports.cli.output;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;

/**
 * The lines that tell a waiting person how far things are (cli.md 0.5): on stderr, or as part of
 * the log when the user wants one, or nowhere.
 */
public final class Progress {
  private static final Logger LOG = System.getLogger("org.noports.Progress");

  private final Terminal terminal;
  private final boolean shown;
  private final boolean logged;

  private Progress(Terminal terminal, boolean shown, boolean logged) {
    this.terminal = terminal;
    this.shown = shown;
    this.logged = logged;
  }

  public static Progress of(Terminal terminal, boolean quiet, boolean verbose) {
    return new Progress(terminal, !quiet && !verbose, verbose);
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
    } else if (logged) {
      LOG.log(Level.INFO, text);
    }
  }
}
