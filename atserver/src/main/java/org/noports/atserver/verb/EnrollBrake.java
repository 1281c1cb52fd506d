package org.noports.atserver.verb;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Slows the guessing of passcodes: for each source address, so that nobody slows others, and for
 * all together (atprotocol.md 7.4 and 9.1, item 11). {@code lock} guards the table, which remembers
 * a bounded number of sources.
 */
final class EnrollBrake {
  /** Requests of one source address, and of all, within {@link #FRAME}. */
  static final int PER_SOURCE = 25;

  static final int IN_ALL = 1_000;
  private static final Duration FRAME = Duration.ofHours(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(55);
  private static final int MAX_SOURCES = 10_000;

  private static final class Source {
    private Instant since = Instant.MIN;
    private int requests;
    private long pause = 1;
    private long nextPause = 2;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Source all = new Source();
  private final Map<String, Source> sources =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Source> eldest) {
          return size() > MAX_SOURCES;
        }
      };

  /** Counts a request and says whether it is one too many. */
  boolean permits(String host, Instant now) {
    lock.lock();
    try {
      boolean source = count(source(host), now, PER_SOURCE);
      return source && count(all, now, IN_ALL);
    } finally {
      lock.unlock();
    }
  }

  private static boolean count(Source source, Instant now, int limit) {
    if (source.since.equals(Instant.MIN)
        || Duration.between(source.since, now).compareTo(FRAME) > 0) {
      source.since = now;
      source.requests = 0;
    }
    return ++source.requests <= limit;
  }

  /** How long the answer to a wrong passcode waits: 1, 2, 3, 5, ... seconds. */
  Duration wrongPasscode(String host) {
    lock.lock();
    try {
      Source source = source(host);
      Duration pause = Duration.ofSeconds(source.pause);
      if (pause.compareTo(LONGEST_PAUSE) >= 0) {
        return LONGEST_PAUSE;
      }
      long sum = source.pause + source.nextPause;
      source.pause = source.nextPause;
      source.nextPause = sum;
      return pause;
    } finally {
      lock.unlock();
    }
  }

  void rightPasscode(String host) {
    lock.lock();
    try {
      Source source = source(host);
      source.pause = 1;
      source.nextPause = 2;
    } finally {
      lock.unlock();
    }
  }

  private Source source(String host) {
    return sources.computeIfAbsent(host, _ -> new Source());
  }
}
