package org.noports.relay;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Does things a little later than asked, each on a virtual thread of its own, within a bound; what
 * is beyond it is done at once. Closing does at once what is still to be done. Thread-safe.
 */
final class Postponed implements AutoCloseable {
  private static final int MOST = 1024;
  private static final Duration LAST_ONES = Duration.ofSeconds(2);

  private final Duration pause;
  private final Semaphore places = new Semaphore(MOST);
  private final CountDownLatch closed = new CountDownLatch(1);

  Postponed(Duration pause) {
    this.pause = pause;
  }

  /** The action must not throw. */
  void run(String name, Runnable action) {
    if (!places.tryAcquire()) {
      action.run();
      return;
    }
    Thread.ofVirtual()
        .name(name)
        .start(() -> {
          try {
            boolean ignored = closed.await(pause.toNanos(), TimeUnit.NANOSECONDS);
            action.run();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            places.release();
          }
        });
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      if (places.tryAcquire(MOST, LAST_ONES.toNanos(), TimeUnit.NANOSECONDS)) {
        places.release(MOST);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
