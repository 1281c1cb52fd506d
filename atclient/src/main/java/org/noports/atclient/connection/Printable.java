package org.noports.atclient.connection;

/** Text from the network as it may appear in a message or log line: one line, bounded. */
public final class Printable {
  private static final int LONGEST = 200;

  private Printable() {}

  /** Replaces what is not a visible character or blank, and cuts what is too long. */
  public static String of(String text) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), LONGEST) + 1);
    text.codePoints().limit(LONGEST).forEach(c -> out.appendCodePoint(isPlain(c) ? c : '?'));
    if (text.codePointCount(0, text.length()) > LONGEST) {
      out.append('…');
    }
    return out.toString();
  }

  private static boolean isPlain(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
