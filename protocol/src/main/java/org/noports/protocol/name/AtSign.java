package org.noports.protocol.name;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

/**
 * A normalised atSign with its leading {@code @} (atprotocol.md 1.3, atclient.md 9.1). There is no
 * Unicode normalisation: with or without U+FE0F are two atSigns. Immutable.
 */
public record AtSign(String text) implements Comparable<AtSign> {
  /** The most UTF-16 units after the {@code @}; an emoji beyond U+FFFF counts two. */
  public static final int MAX_LENGTH = 55;

  public AtSign {
    int length = text.length() - 1;
    if (length < 1 || text.charAt(0) != '@') {
      throw invalid("it is empty");
    }
    if (length > MAX_LENGTH) {
      throw invalid("it is longer than " + MAX_LENGTH + " characters");
    }
    int character;
    for (int i = 1; i <= length; i += Character.charCount(character)) {
      character = text.codePointAt(i);
      if (!NameCharacters.inAtSign(character) || (character >= 'A' && character <= 'Z')) {
        throw invalid(shown(character) + " is not allowed");
      }
    }
  }

  /**
   * Normalises: trims, lower-cases, adds the {@code @}, drops dots; throws when it is not valid.
   */
  public static AtSign of(String raw) {
    String trimmed = raw.strip();
    int start = trimmed.startsWith("@") ? 1 : 0;
    if (trimmed.length() > MAX_LENGTH * 2) {
      // Dots do not count, but nothing sensible holds as many dots as letters.
      throw invalid("it is longer than " + MAX_LENGTH + " characters");
    }
    String name = trimmed.substring(start).replace(".", "").toLowerCase(Locale.ROOT);
    return new AtSign("@" + name);
  }

  private static String shown(int character) {
    return switch (character) {
      case ' ' -> "a blank";
      case '@' -> "a second @";
      default ->
          character > ' ' && character < 0x7F
              ? String.valueOf((char) character)
              : "U+%04X".formatted(character);
    };
  }

  /** The name without its {@code @}, as the atDirectory wants it. */
  public String bare() {
    return text.substring(1);
  }

  @Override
  public int compareTo(AtSign other) {
    return text.compareTo(other.text);
  }

  /** Written out, as {@link #hashCode}: what a record is given links itself when first used. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AtSign atSign && text.equals(atSign.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }

  private static ProtocolException invalid(String why) {
    return new ProtocolException(ErrorCode.AT0003, "not a valid atSign: " + why);
  }
}
