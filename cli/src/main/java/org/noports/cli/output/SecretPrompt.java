package org.noports.cli.output;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Asks the person at the terminal for a secret, which is not shown as it is typed. Stateless. */
public final class SecretPrompt {
  private static final int LONGEST = 4096;

  private SecretPrompt() {}

  /** What is typed; null when nobody is there to type, or nothing was. */
  public static @Nullable String ask(Terminal terminal, String question) {
    if (!terminal.inIsTerminal()) {
      return null;
    }
    try (TerminalModes hidden = TerminalModes.change("-echo")) {
      terminal.stop().closes(hidden);
      terminal.err().print(question);
      terminal.err().flush();
      String typed = line(terminal.in());
      terminal.err().println();
      terminal.stop().forget(hidden);
      return typed.isEmpty() ? null : typed;
    } catch (IOException e) {
      return null; // A terminal that would show it is none to type it at.
    }
  }

  /** Reads no further than the line: what follows is somebody else's. */
  public static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    while (next >= 0 && next != '\n' && line.size() < LONGEST) {
      line.write(next);
      next = in.read();
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
