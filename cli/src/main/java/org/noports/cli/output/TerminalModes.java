package org.noports.cli.output;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The modes of the user's terminal while they are changed; closing gives back what they were. Java
 * has no call for that, so {@code stty} of POSIX does it.
 */
public final class TerminalModes implements AutoCloseable {
  private static final File DEVICE = new File("/dev/tty");
  private static final int LIMIT_SECONDS = 5;

  private final String before;

  private TerminalModes(String before) {
    this.before = before;
  }

  /** Changes the modes as {@code stty} understands these words. */
  public static TerminalModes change(String... modes) throws IOException {
    TerminalModes terminal = new TerminalModes(stty("-g").strip());
    stty(modes);
    return terminal;
  }

  /** What {@code stty} prints. */
  public static String stty(String... words) throws IOException {
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

  @Override
  public void close() {
    try {
      stty(before);
    } catch (IOException e) {
      System.getLogger(TerminalModes.class.getName())
          .log(System.Logger.Level.WARNING, "The terminal was not reset; type: stty sane", e);
    }
  }
}
