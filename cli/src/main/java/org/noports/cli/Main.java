package org.noports.cli;

import java.util.Locale;
import org.noports.cli.output.Terminal;

/** The one entry point: the first argument names the program, the rest is its command line. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    // Numbers are read by programs: they have the same digits wherever the user lives.
    Locale.setDefault(Locale.US);
    Terminal terminal = Terminal.ofProcess();
    int code = new Programs(terminal).run(args);
    terminal.exit(code);
  }
}
