package org.noports.protocol;

/**
 * Compares words of the grammar without regard to case, for ASCII letters only: Java's own
 * comparison also takes U+0131 for an i and U+212A for a k. Pure.
 */
public final class Ascii {
  private Ascii() {}

  /** Whether {@code word}, given in ASCII, stands in {@code text} at {@code start}. */
  public static boolean standsAt(String text, int start, String word) {
    int length = word.length();
    if (start < 0 || text.length() - start < length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (lower(text.charAt(start + i)) != lower(word.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
  }
}
