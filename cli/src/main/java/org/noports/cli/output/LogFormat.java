package org.noports.cli.output;

import java.time.ZoneId;
import java.util.function.Supplier;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * One record a line: {@code LEVEL|time|logger|message } with the trailing blank of cli.md 0.5. A
 * thrown exception adds its chain of causes to the line, never a trace; line breaks and other
 * control characters of a message are escaped, so that nobody can forge a line.
 */
final class LogFormat extends Formatter {
  private static final int LONGEST_MESSAGE = 4_000;

  private final Supplier<ZoneId> zone;

  LogFormat(Supplier<ZoneId> zone) {
    this.zone = zone;
  }

  @Override
  public String format(LogRecord entry) {
    StringBuilder text = new StringBuilder(formatMessage(entry));
    Throwable thrown = entry.getThrown();
    if (thrown != null) {
      text.append(": ").append(FailureText.chain(thrown));
    }
    return levelName(entry.getLevel())
        + '|'
        + LocalTime.text(entry.getInstant(), zone.get())
        + '|'
        + shortName(entry.getLoggerName())
        + '|'
        + OneLine.of(text.toString(), LONGEST_MESSAGE)
        + " \n";
  }

  /** What must always be seen is called SHOUT in this format. */
  private static String levelName(Level level) {
    return level.intValue() >= Level.SEVERE.intValue() ? "SHOUT" : level.getName();
  }

  private static String shortName(String logger) {
    return logger == null ? "" : logger.substring(logger.lastIndexOf('.') + 1);
  }
}
