package org.noports.protocol.name;

/** Which characters names may hold (atprotocol.md 1.3, atclient.md 9.2). */
final class NameCharacters {
  private NameCharacters() {}

  /** An ASCII letter, digit or underscore: a namespace holds only these. */
  static boolean isWord(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }

  static boolean inAtSign(int c) {
    return isWord(c) || c == '-' || isEmoji(c);
  }

  static boolean inEntity(int c) {
    return isWord(c) || c == '.' || c == '-' || c == '\'' || c == '*' || c == '"' || isEmoji(c);
  }

  /**
   * The emoji ranges. White space and control characters inside them stay forbidden, because names
   * are split at them.
   */
  static boolean isEmoji(int c) {
    if (c == 0xA9 || c == 0xAE || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0x1F000 && c <= 0x1FBFF)) {
      return true;
    }
    return c >= 0x2000 && c <= 0x3300 && !isBlank(c) && !isControlPicture(c);
  }

  private static boolean isBlank(int c) {
    return c <= 0x200A || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
  }

  private static boolean isControlPicture(int c) {
    return (c >= 0x2400 && c <= 0x241F) || c == 0x2421 || c == 0x2424 || c == 0x2425;
  }
}
