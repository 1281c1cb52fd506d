package org.noports.cli.output;

/** Makes any text fit one line of a terminal: control characters are escaped, the rest is kept. */
public final class OneLine {
  /** More than any name or answer needs. */
  private static final int USUAL_LIMIT = 1000;

  private OneLine() {}

  public static String of(String text) {
    return of(text, USUAL_LIMIT);
  }

  public static String of(String text, int limit) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), limit) + 16);
    text.codePoints()
        .limit(limit)
        .forEach(c -> {
          switch (Character.getType(c)) {
            case Character.CONTROL,
                Character.FORMAT,
                Character.LINE_SEPARATOR,
                Character.PARAGRAPH_SEPARATOR,
                Character.SURROGATE ->
                line.append(
                    switch (c) {
                      case '\n' -> "\\n";
                      case '\r' -> "\\r";
                      case '\t' -> " ";
                      default -> "\\u{%x}".formatted(c);
                    });
            default -> line.appendCodePoint(c);
          }
        });
    if (text.length() > limit) {
      line.append("...");
    }
    return line.toString();
  }
}
