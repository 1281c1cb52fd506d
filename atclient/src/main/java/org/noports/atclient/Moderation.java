package org.noports.atclient;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.noports.protocol.name.AtSign;

/**
 * Lets each sender have some words at once and then one more after each pause. What it remembers is
 * bounded: of very many senders the longest silent one is forgotten. Thread-safe; the lock guards
 * the senders.
 */
public final class Moderation {
  private static final int SENDERS_KEPT = 4096;

  private final int atOnce;
  private final Duration pause;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();

  /** When all words of a sender would be forgotten, had it no more. */
  private final Map<AtSign, Instant> forgottenAt =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AtSign, Instant> eldest) {
          return size() > SENDERS_KEPT;
        }
      };

  public Moderation(int atOnce, Duration pause, InstantSource clock) {
    this.atOnce = atOnce;
    this.pause = pause;
    this.clock = clock;
  }

  /** Takes one more word of the sender; false when it is one too many. */
  public boolean permits(AtSign from) {
    lock.lock();
    try {
      Instant now = clock.instant();
      Instant until = forgottenAt.getOrDefault(from, now);
      if (until.isAfter(now.plus(pause.multipliedBy(atOnce - 1L)))) {
        return false;
      }
      forgottenAt.put(from, (until.isBefore(now) ? now : until).plus(pause));
      return true;
    } finally {
      lock.unlock();
    }
  }
}
