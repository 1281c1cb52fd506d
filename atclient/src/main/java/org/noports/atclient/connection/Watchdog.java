package org.noports.atclient.connection;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Breaks off blocking I/O that lasts too long: when it is not closed in time it runs its action,
 * which closes the socket, so that the blocked call ends with an exception. A socket's own time-out
 * would start anew with every byte of a slow peer.
 */
final class Watchdog implements AutoCloseable {
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile boolean bitten;

  private Watchdog() {}

  static Watchdog over(Duration limit, String name, Runnable breakOff) {
    Watchdog dog = new Watchdog();
    Thread.ofVirtual().name(name + " watchdog").start(() -> dog.guard(limit, breakOff));
    return dog;
  }

  private void guard(Duration limit, Runnable breakOff) {
    try {
      if (!finished.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        bitten = true;
        breakOff.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the time ran out. */
  boolean bitten() {
    return bitten;
  }

  @Override
  public void close() {
    finished.countDown();
  }
}
