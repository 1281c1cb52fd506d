package org.noports.atserver.store.postgresql;

import org.noports.atserver.store.sql.TextCoding;

/**
 * PostgreSQL's texts hold every character but U+0000. It is kept as U+0001 and {@code 0}, and
 * U+0001 itself as U+0001 and {@code 1}; all else stays as it is.
 */
final class PostgresTexts implements TextCoding {
  private static final char ESCAPE = '\u0001';
  private static final char ZERO = '\0';

  @Override
  public String kept(String text) {
    if (text.indexOf(ZERO) < 0 && text.indexOf(ESCAPE) < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ZERO) {
        out.append(ESCAPE).append('0');
      } else if (c == ESCAPE) {
        out.append(ESCAPE).append('1');
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  @Override
  public String given(String kept) {
    if (kept.indexOf(ESCAPE) < 0) {
      return kept;
    }
    StringBuilder out = new StringBuilder(kept.length());
    for (int i = 0; i < kept.length(); i++) {
      char c = kept.charAt(i);
      if (c == ESCAPE && i + 1 < kept.length()) {
        i++;
        out.append(kept.charAt(i) == '0' ? ZERO : ESCAPE);
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
