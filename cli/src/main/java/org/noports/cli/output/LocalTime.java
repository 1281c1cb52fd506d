package org.noports.cli.output;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Time stamps of log and progress lines: local time, six decimals (cli.md 0.5). */
final class LocalTime {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

  private LocalTime() {}

  static String text(Instant instant, ZoneId zone) {
    return FORMAT.format(instant.atZone(zone));
  }
}
