package org.noports.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogFormatTest {
  private final LogFormat format = new LogFormat(() -> ZoneId.of("UTC"));

  @Test
  void oneRecordIsOneLineWithATrailingBlank() {
    assertThat(format.format(entry(Level.INFO, "monitor started")))
        .isEqualTo("INFO|2024-08-23 15:40:26.133414|Daemon|monitor started \n");
  }

  @Test
  void whatMustBeSeenIsCalledShout() {
    assertThat(format.format(entry(Level.SEVERE, "x"))).startsWith("SHOUT|");
  }

  @Test
  void nobodyCanForgeALineOrPaintTheTerminal() {
    assertThat(format.format(entry(Level.INFO, "a\nSHOUT|b\r\u001b[31mc\u202ed")))
        .endsWith("|a\\nSHOUT|b\\r\\u{1b}[31mc\\u{202e}d \n");
  }

  @Test
  void aCauseIsPartOfTheLineAndNeverATrace() {
    LogRecord entry = entry(Level.WARNING, "lost");
    entry.setThrown(new IllegalStateException("outer", new IOException("inner\nmore")));

    assertThat(format.format(entry))
        .endsWith("|lost: IllegalStateException: outer <- IOException: inner\\nmore \n");
  }

  @Test
  void endlessMessagesAreCut() {
    assertThat(format.format(entry(Level.INFO, "x".repeat(100_000))).length()).isLessThan(5_000);
  }

  private static LogRecord entry(Level level, String message) {
    LogRecord entry = new LogRecord(level, message);
    entry.setInstant(Instant.parse("2024-08-23T15:40:26.133414Z"));
    entry.setLoggerName("org.noports.daemon.Daemon");
    return entry;
  }
}
