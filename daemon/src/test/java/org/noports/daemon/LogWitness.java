package org.noports.daemon;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the daemon logs while this is open, at the levels an operator sees. */
final class LogWitness extends Handler implements AutoCloseable {
  private static final Logger DAEMON = Logger.getLogger("org.noports.daemon");

  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  LogWitness() {
    DAEMON.addHandler(this);
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  /** Whether nobody can forge a second line, or speak to the operator's terminal. */
  static boolean isOnePrintableLine(String text) {
    return text.length() < 1_000 && text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
  }

  @Override
  public void publish(LogRecord record) {
    if (DAEMON.isLoggable(record.getLevel())) {
      lines.add(record.getMessage());
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    DAEMON.removeHandler(this);
  }
}
