package org.noports.atclient.receiving;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How far the notifications have come, by the server's clock. Thread-safe.
 *
 * <p>A connection may have lost some that were stored shortly before the last one seen, so a
 * resumed monitor begins a little earlier; but never before the first one seen, which is about when
 * this program began to listen.
 */
final class Position {
  private static final long OVERLAP_MILLIS = 5_000;

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Long first;
  private long last;

  void seen(long epochMillis) {
    lock.lock();
    try {
      if (first == null) {
        first = epochMillis;
        last = epochMillis;
      }
      last = Math.max(last, epochMillis);
    } finally {
      lock.unlock();
    }
  }

  /** The time to resume from; null when no server time is known yet. */
  @Nullable Long resumeFrom() {
    lock.lock();
    try {
      return first == null ? null : (Long) Math.max(first, last - OVERLAP_MILLIS);
    } finally {
      lock.unlock();
    }
  }
}
