package org.noports.protocol.wire;

/**
 * Text that came from the network, made safe for one line of a terminal or log: control, format and
 * line separating characters escaped, length bounded (sessions.md 8.2, 14).
 */
public final class NetworkText {
  private static final int LONGEST = 400;

  private NetworkText() {}

  public static String escaped(String text) {
    StringBuilder safe = new StringBuilder(Math.min(text.length(), LONGEST) + 16);
    text.codePoints().limit(LONGEST).forEach(c -> append(safe, c));
    if (text.codePointCount(0, text.length()) > LONGEST) {
      safe.append("...");
    }
    return safe.toString();
  }

  private static void append(StringBuilder safe, int codePoint) {
    switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          safe.append("\\u{").append(Integer.toHexString(codePoint)).append('}');
      default -> safe.appendCodePoint(codePoint);
    }
  }
}
