package org.noports.cli.output;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * The line of a terminal that shows how far a program is: each status takes the place of the one
 * before, and whatever else is written to the terminal wipes it first, so that no error hangs at
 * its end. A status wider than the terminal is cut there, because only one line can be taken back.
 * Thread-safe.
 */
final class StatusLine {
  private static final String WIPE = "\r\033[2K";
  private static final String CUT = "\033[?7l";
  private static final String WRAP = "\033[?7h";

  private final PrintStream terminal;
  private final PrintStream others;

  /** Whether the terminal's current line shows a status; guarded by this. */
  private boolean shown;

  /** Guarded by this. */
  private boolean ended;

  StatusLine(PrintStream terminal) {
    this.terminal = terminal;
    others = new PrintStream(new Others(terminal), true, terminal.charset());
  }

  /** For all that is no status. */
  PrintStream others() {
    return others;
  }

  /** Replaces what is shown. */
  synchronized void show(String text) {
    if (!ended) {
      terminal.print(WIPE + CUT + text + WRAP);
      terminal.flush();
      shown = true;
    }
  }

  /** Leaves the terminal's line to others. */
  synchronized void wipe() {
    if (shown) {
      terminal.print(WIPE);
      terminal.flush();
      shown = false;
    }
  }

  /** Nothing is shown any more: the line is the shell's. */
  synchronized void end() {
    wipe();
    ended = true;
  }

  private final class Others extends FilterOutputStream {
    Others(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int one) throws IOException {
      wipe();
      out.write(one);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      wipe();
      out.write(bytes, offset, length);
    }
  }
}
