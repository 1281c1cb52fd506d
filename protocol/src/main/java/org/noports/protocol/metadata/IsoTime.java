package org.noports.protocol.metadata;

/** The time form of the newest grammar, {@code 2026-01-02T03:04:05[.678]Z}. Pure. */
public final class IsoTime {
  private static final String SHAPE = "dddd-dd-ddTdd:dd:dd";

  private IsoTime() {}

  /**
   * Where the time that begins at {@code start} ends; {@code start} when there is none. Its colons
   * are part of it. Whether such a day exists is not looked at.
   */
  public static int end(String line, int start) {
    int end = start + SHAPE.length();
    if (end >= line.length()) {
      return start;
    }
    for (int i = 0; i < SHAPE.length(); i++) {
      char expected = SHAPE.charAt(i);
      char c = line.charAt(start + i);
      if (expected == 'd' ? !isDigit(c) : Character.toUpperCase(c) != expected) {
        return start;
      }
    }
    if (line.charAt(end) == '.') {
      int digits = ++end;
      while (end < line.length() && isDigit(line.charAt(end))) {
        end++;
      }
      if (end == digits) {
        return start;
      }
    }
    boolean utc = end < line.length() && (line.charAt(end) == 'Z' || line.charAt(end) == 'z');
    return utc ? end + 1 : start;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
