package org.noports.daemon.authorizedkeys;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One line of the file as sshd reads it (its AUTHORIZED_KEYS FILE FORMAT): options, type, key,
 * comment. Fields are compared whole, never searched for in the line.
 *
 * @param options empty when there are none
 */
record KeyLine(String options, String type, String base64, String comment) {
  private static final Pattern TYPE =
      Pattern.compile("(?:ssh|ecdsa|rsa|sk|webauthn)-[A-Za-z0-9@.-]+");
  private static final Pattern BLANKS = Pattern.compile("[ \t]+");

  /** Null when the line holds no key: a comment, a blank, something sshd skips. */
  static @Nullable KeyLine parse(String line) {
    String text = line.strip();
    if (text.isEmpty() || text.startsWith("#")) {
      return null;
    }
    KeyLine plain = withoutOptions("", text);
    if (plain != null) {
      return plain;
    }
    int end = endOfOptions(text);
    return withoutOptions(text.substring(0, end), text.substring(end).strip());
  }

  private static @Nullable KeyLine withoutOptions(String options, String text) {
    String[] fields = BLANKS.split(text, 3);
    if (fields.length < 2 || !TYPE.matcher(fields[0]).matches()) {
      return null;
    }
    return new KeyLine(options, fields[0], fields[1], fields.length > 2 ? fields[2] : "");
  }

  /** Options end at the first blank outside quotes. */
  private static int endOfOptions(String text) {
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == ' ' || c == '\t')) {
        return i;
      }
    }
    return text.length();
  }
}
