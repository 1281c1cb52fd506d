package org.noports.cli.sshnp;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.noports.cli.options.EnvironmentProblem;

/**
 * The user's terminal, passing on every key as it is typed; closing it gives back what it was. Java
 * has no call for that, so {@code stty} of POSIX does it.
 */
final class RawTerminal implements AutoCloseable {
  private static final File DEVICE = new File("/dev/tty");
  private static final int LIMIT_SECONDS = 5;

  /** In characters. */
  record Size(int columns, int lines) {
    static final Size USUAL = new Size(80, 24);
  }

  private final String before;

  private RawTerminal(String before) {
    this.before = before;
  }

  static RawTerminal enter() {
    try {
      RawTerminal terminal = new RawTerminal(stty("-g").strip());
      stty("raw", "-echo");
      return terminal;
    } catch (IOException e) {
      throw new EnvironmentProblem(
          "The terminal cannot be used (%s): print the command with -x instead"
              .formatted(e.getMessage()),
          e);
    }
  }

  Size size() {
    try {
      String[] numbers = stty("size").strip().split(" ", -1);
      Size size = new Size(Integer.parseInt(numbers[1]), Integer.parseInt(numbers[0]));
      return size.columns() > 0 && size.lines() > 0 ? size : Size.USUAL;
    } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return Size.USUAL;
    }
  }

  @Override
  public void close() {
    try {
      stty(before);
    } catch (IOException e) {
      System.getLogger(RawTerminal.class.getName())
          .log(System.Logger.Level.WARNING, "The terminal was not reset; type: stty sane", e);
    }
  }

  private static String stty(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("stty"));
    command.addAll(List.of(words));
    Process stty =
        new ProcessBuilder(command)
            .redirectInput(Redirect.from(DEVICE))
            .redirectError(Redirect.DISCARD)
            .start();
    String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    try {
      if (!stty.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || stty.exitValue() != 0) {
        throw new IOException("stty " + String.join(" ", words) + " failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return said;
  }
}
