package org.noports.protocol.verb;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.Ascii;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.metadata.IsoTime;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.metadata.MetadataParser;
import org.noports.protocol.name.AtSign;

/**
 * A place in a command line and the ways to move on from it. Never goes back over more than one
 * word, so that a line of ten megabytes costs one pass. Used once, by one thread.
 */
final class LineCursor {
  private final String line;
  private final Verb verb;
  private int at;

  /** Begins behind the verb's first word, at the colon, the blank or the end that follows it. */
  LineCursor(Verb verb, String line) {
    int colon = verb.prefix().indexOf(':');
    this.verb = verb;
    this.line = line;
    this.at = colon < 0 ? verb.prefix().length() : colon;
  }

  ProtocolException fail() {
    return verb.invalidSyntax();
  }

  boolean atEnd() {
    return at == line.length();
  }

  void expectEnd() {
    if (!atEnd()) {
      throw fail();
    }
  }

  boolean isAt(char c) {
    return at < line.length() && line.charAt(at) == c;
  }

  /** Takes the text if it stands here, without regard to case. */
  boolean take(String text) {
    if (!Ascii.standsAt(line, at, text)) {
      return false;
    }
    at += text.length();
    return true;
  }

  /** Takes {@code :word} if it stands here and a colon, a blank or the end follows. */
  boolean takeWord(String word) {
    int end = at + 1 + word.length();
    boolean follows =
        isAt(':')
            && Ascii.standsAt(line, at + 1, word)
            && (end == line.length() || line.charAt(end) == ':' || line.charAt(end) == ' ');
    if (follows) {
      at = end;
    }
    return follows;
  }

  void expect(char c) {
    if (!isAt(c)) {
      throw fail();
    }
    at++;
  }

  /** One or more characters up to a colon, an {@code @}, white space or the end. */
  String token() {
    int start = at;
    while (at < line.length() && !endsToken(line.charAt(at))) {
      at++;
    }
    return notEmpty(start);
  }

  /** One or more letters, digits, underscores and hyphens. */
  String identifier() {
    int start = at;
    while (at < line.length() && isIdentifier(line.charAt(at))) {
      at++;
    }
    return notEmpty(start);
  }

  /** One or more characters up to white space, or to a delimiter. */
  String untilBlankOr(char delimiter) {
    return untilBlankOr(delimiter, delimiter);
  }

  String untilBlankOr(char delimiter, char other) {
    int start = at;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (c == delimiter || c == other || Character.isWhitespace(c)) {
        break;
      }
      at++;
    }
    return notEmpty(start);
  }

  /** One or more characters up to a colon or the end. */
  String untilColon() {
    int colon = line.indexOf(':', at);
    return upTo(colon < 0 ? line.length() : colon);
  }

  /** One or more ASCII letters. */
  String letters() {
    int start = at;
    while (at < line.length() && isLetter(line.charAt(at))) {
      at++;
    }
    return notEmpty(start);
  }

  /**
   * A key name that may hold colons and blanks: up to an {@code @}, a double colon or the end, at
   * least two characters, the first no colon.
   */
  String looseKey() {
    return looseKey(at);
  }

  /** As {@link #looseKey}, but the first character may be an {@code @}. */
  String looseKeyOrMark() {
    return looseKey(isAt('@') ? at + 1 : at);
  }

  private String looseKey(int from) {
    int start = at;
    if (isAt(':')) {
      throw fail();
    }
    at = from;
    while (at < line.length()
        && line.charAt(at) != '@'
        && (at == start || !line.startsWith("::", at))) {
      at++;
    }
    if (at - start < 2) {
      throw fail();
    }
    return line.substring(start, at);
  }

  /**
   * Takes the text if it stands here and leaves a key of that length before the owner; otherwise it
   * is part of the key itself, as it is for an expression that goes back.
   */
  boolean takeBeforeKey(String text, int shortest) {
    boolean fits = Ascii.standsAt(line, at, text) && leavesKey(at + text.length(), shortest);
    if (fits) {
      at += text.length();
    }
    return fits;
  }

  /** The recipient of {@code @bob:} if that stands here and leaves a key of that length. */
  @Nullable AtSign recipientBeforeKey(int shortest) {
    int end = at + 1;
    while (end < line.length() && !endsToken(line.charAt(end))) {
      end++;
    }
    boolean fits =
        isAt('@')
            && end > at + 1
            && end < line.length()
            && line.charAt(end) == ':'
            && leavesKey(end + 1, shortest);
    if (!fits) {
      return null;
    }
    AtSign recipient = markedAtSign();
    at++;
    return recipient;
  }

  /** Only a key that may be as short as one character may begin with a colon. */
  private boolean leavesKey(int start, int shortest) {
    return lastAt() - start >= shortest && (shortest == 1 || line.charAt(start) != ':');
  }

  /** Takes the text if it stands here and is not all that remains. */
  boolean takeBeforeMore(String text) {
    boolean fits = Ascii.standsAt(line, at, text) && at + text.length() < line.length();
    if (fits) {
      at += text.length();
    }
    return fits;
  }

  /** What stands between this name and the last colon before more, if the name stands here. */
  @Nullable String upToLastColonAfter(String name) {
    int start = at + name.length();
    int colon = line.lastIndexOf(':', line.length() - 2);
    if (!Ascii.standsAt(line, at, name) || colon <= start) {
      return null;
    }
    at = colon + 1;
    return line.substring(start, colon);
  }

  /** Whether {@code @owner} stands here and the end, or a colon and more, after it. */
  boolean ownerFollows() {
    int end = at + 1;
    while (end < line.length() && !endsToken(line.charAt(end))) {
      end++;
    }
    boolean ends = end == line.length() || (line.charAt(end) == ':' && end + 1 < line.length());
    return isAt('@') && end > at + 1 && ends;
  }

  /** Goes back to a place that many characters before. */
  void back(int characters) {
    at -= characters;
  }

  /** Everything that remains; at least one character. */
  String rest() {
    int start = at;
    at = line.length();
    return notEmpty(start);
  }

  /** A decimal number without sign. */
  long number() {
    int start = at;
    while (at < line.length() && line.charAt(at) >= '0' && line.charAt(at) <= '9') {
      at++;
    }
    try {
      return Long.parseLong(notEmpty(start));
    } catch (NumberFormatException e) {
      throw verb.invalidSyntax(e);
    }
  }

  /** The number after {@code :name:} if that stands here, else null. */
  @Nullable Long numberNamed(String name) {
    return take(":" + name + ":") ? number() : null;
  }

  /** An atSign with or without its {@code @}, up to a colon, a further {@code @} or a blank. */
  AtSign atSign() {
    boolean marked = isAt('@');
    if (marked) {
      at++;
    }
    return atSign(token());
  }

  /** An atSign that must begin with {@code @}. */
  AtSign markedAtSign() {
    expect('@');
    return atSign(token());
  }

  /**
   * The recipient of {@code :@bob:} if that stands here; the cursor stays before the second colon.
   */
  @Nullable AtSign recipient() {
    if (!line.startsWith(":@", at)) {
      return null;
    }
    at++;
    AtSign recipient = markedAtSign();
    if (!isAt(':')) {
      throw fail();
    }
    return recipient;
  }

  /** An ISO time. */
  String time() {
    int start = at;
    at = IsoTime.end(line, start);
    return notEmpty(start);
  }

  /** The metadata pairs from here on, as far as they go. */
  Metadata metadata() {
    MetadataParser.Parsed parsed = MetadataParser.parse(line, at);
    at = parsed.end();
    return parsed.metadata();
  }

  /** Where the last {@code @} stands, for keys that may hold others. */
  int lastAt() {
    return line.lastIndexOf('@');
  }

  /** Everything up to a place further on. */
  String upTo(int end) {
    if (end < at) {
      throw fail();
    }
    int start = at;
    at = end;
    return notEmpty(start);
  }

  /** The atSign written so, with the verb's own syntax error when it is not valid. */
  AtSign atSign(String text) {
    try {
      return AtSign.of(text);
    } catch (ProtocolException e) {
      throw verb.invalidSyntax(e);
    }
  }

  /** The error for something that was refused by a narrower parser. */
  ProtocolException fail(Throwable cause) {
    return verb.invalidSyntax(cause);
  }

  private String notEmpty(int start) {
    if (at == start) {
      throw fail();
    }
    return line.substring(start, at);
  }

  private static boolean endsToken(char c) {
    return c == ':' || c == '@' || Character.isWhitespace(c);
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isIdentifier(char c) {
    return isLetter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
  }
}
