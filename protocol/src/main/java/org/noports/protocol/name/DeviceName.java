package org.noports.protocol.name;

/** A device name (sessions.md 1.1, cli.md 0.4): lower case, blanks as one underscore, 1 to 36. */
public record DeviceName(String text) {
  public static DeviceName of(String raw) {
    throw new UnsupportedOperationException("not built yet");
  }

  @Override
  public String toString() {
    return text;
  }
}
