package org.noports.tunnel.pump;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Has arrays collected that a pump no longer keeps. They are too large for the young generation to
 * hold long, and the serial collector lets the old one grow up to the limit of the heap before it
 * looks for what nobody uses: a program that carries much now and then would not stop growing.
 * Thread-safe; a virtual thread for each collection, one at a time, waits for the burst to end.
 */
final class DroppedArrays {
  /** So much is worth a pause, of some hundredths of a second. */
  static final long WORTH_COLLECTING = 4L * 1024 * 1024;

  private final Duration wait;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicBoolean collecting = new AtomicBoolean();

  /**
   * @param wait between the first that is worth it and the collection, so that there are not many
   */
  DroppedArrays(Duration wait) {
    this.wait = wait;
  }

  /** So many bytes more that nobody uses. */
  void add(int dropped) {
    if (bytes.addAndGet(dropped) >= WORTH_COLLECTING && !collecting.getAndSet(true)) {
      Thread.ofVirtual().name("pump collection").start(this::collect);
    }
  }

  private void collect() {
    try {
      Thread.sleep(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    bytes.set(0);
    collecting.set(false);
    System.gc();
  }
}
