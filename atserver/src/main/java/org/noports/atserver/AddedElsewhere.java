package org.noports.atserver;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.noports.protocol.name.AtSign;

/**
 * AtSigns that seem not to be here: another process on the storage may have added one a moment ago,
 * and the news of it may still be on its way. So the storage is asked before one is refused, but
 * neither often about the same one nor often in all: names cost their inventors nothing.
 *
 * <p>Thread-safe; blocks on the storage. The lock guards the notes of what was asked.
 */
final class AddedElsewhere {
  private static final Duration UNKNOWN_FOR = Duration.ofMillis(200);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int A_SECOND = 50;
  private static final int REMEMBERED = 1_000;

  private final Predicate<AtSign> stored;
  private final Runnable takeUp;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<AtSign, Long> unknown =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AtSign, Long> eldest) {
          return size() > REMEMBERED;
        }
      };
  private long secondBegan;
  private int askedInIt;

  /**
   * @param stored whether the storage has that atSign
   * @param takeUp serves what the storage has from now on
   */
  AddedElsewhere(Predicate<AtSign> stored, Runnable takeUp, LongSupplier nanoTime) {
    this.stored = stored;
    this.takeUp = takeUp;
    this.nanoTime = nanoTime;
    this.secondBegan = nanoTime.getAsLong();
  }

  /** Takes it up if the storage has it. */
  void lookFor(AtSign atSign) {
    if (!mayAsk(atSign)) {
      return;
    }
    if (stored.test(atSign)) {
      takeUp.run();
    } else {
      lock.lock();
      try {
        unknown.remove(atSign);
        unknown.put(atSign, nanoTime.getAsLong());
      } finally {
        lock.unlock();
      }
    }
  }

  private boolean mayAsk(AtSign atSign) {
    long now = nanoTime.getAsLong();
    lock.lock();
    try {
      Long since = unknown.get(atSign);
      if (since != null && now - since < UNKNOWN_FOR.toNanos()) {
        return false;
      }
      if (now - secondBegan >= SECOND.toNanos()) {
        secondBegan = now;
        askedInIt = 0;
      }
      return ++askedInIt <= A_SECOND;
    } finally {
      lock.unlock();
    }
  }
}
