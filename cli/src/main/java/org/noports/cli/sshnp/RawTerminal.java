package org.noports.cli.sshnp;

import java.io.IOException;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.output.TerminalModes;

/** The user's terminal, passing on every key as it is typed; closing it gives back what it was. */
final class RawTerminal implements AutoCloseable {
  /** In characters. */
  record Size(int columns, int lines) {
    static final Size USUAL = new Size(80, 24);
  }

  private final TerminalModes modes;

  private RawTerminal(TerminalModes modes) {
    this.modes = modes;
  }

  static RawTerminal enter() {
    try {
      return new RawTerminal(TerminalModes.change("raw", "-echo"));
    } catch (IOException e) {
      throw new EnvironmentProblem(
          "The terminal cannot be used (%s): print the command with -x instead"
              .formatted(e.getMessage()),
          e);
    }
  }

  Size size() {
    try {
      String[] numbers = TerminalModes.stty("size").strip().split(" ", -1);
      Size size = new Size(Integer.parseInt(numbers[1]), Integer.parseInt(numbers[0]));
      return size.columns() > 0 && size.lines() > 0 ? size : Size.USUAL;
    } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return Size.USUAL;
    }
  }

  @Override
  public void close() {
    modes.close();
  }
}
