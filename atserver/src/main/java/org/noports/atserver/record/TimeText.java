package org.noports.atserver.record;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Times as answers show them: UTC, a blank, three decimals (atprotocol.md 5.2). */
public final class TimeText {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private TimeText() {}

  public static String of(Instant time) {
    return FORM.format(time);
  }

  public static @Nullable String ofNullable(@Nullable Instant time) {
    return time == null ? null : of(time);
  }

  /** Reads the blank form and the ISO form; null when it is neither. */
  public static @Nullable Instant parse(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return Instant.parse(text.replace(' ', 'T'));
    } catch (DateTimeException e) {
      return null;
    }
  }
}
