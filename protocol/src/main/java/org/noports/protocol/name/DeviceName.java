package org.noports.protocol.name;

import java.util.Locale;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

/** A device name (sessions.md 1.1, cli.md 0.4): lower case, blanks as one underscore, 1 to 36. */
public record DeviceName(String text) {
  public static final int MAX_LENGTH = 36;

  public DeviceName {
    if (text.isEmpty() || text.length() > MAX_LENGTH || text.charAt(0) == '-') {
      throw invalid();
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((!NameCharacters.isWord(c) && c != '-') || (c >= 'A' && c <= 'Z')) {
        throw invalid();
      }
    }
  }

  /** Lower-cases, replaces each run of white space by one underscore, then checks. */
  public static DeviceName of(String raw) {
    StringBuilder name = new StringBuilder(Math.min(raw.length(), MAX_LENGTH + 1));
    boolean inBlanks = false;
    for (int i = 0; i < raw.length() && name.length() <= MAX_LENGTH; i++) {
      char c = raw.charAt(i);
      boolean blank = Character.isWhitespace(c);
      if (!blank) {
        name.append(c);
      } else if (!inBlanks) {
        name.append('_');
      }
      inBlanks = blank;
    }
    return new DeviceName(name.toString().toLowerCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return text;
  }

  private static ProtocolException invalid() {
    return new ProtocolException(
        ErrorCode.AT0003,
        "a device name has 1 to "
            + MAX_LENGTH
            + " of a-z, 0-9, _ and -, and does not begin with -");
  }
}
