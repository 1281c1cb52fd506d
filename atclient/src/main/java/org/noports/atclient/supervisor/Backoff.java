package org.noports.atclient.supervisor;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts to reconnect: the first short, then doubling from 1 s to 60 s, each cut
 * at random to between a half and the whole, so that many clients of a server that restarts do not
 * come back at the same moment. Used by one thread.
 */
final class Backoff {
  static final Duration FIRST = Duration.ofMillis(100);
  static final Duration SHORTEST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofSeconds(60);

  private final RandomGenerator random;
  private int failures;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** The pause after one more failure. */
  Duration next() {
    Duration whole = FIRST;
    if (failures > 0) {
      int doublings = Math.min(failures - 1, 10);
      whole = SHORTEST.multipliedBy(1L << doublings);
      whole = whole.compareTo(LONGEST) > 0 ? LONGEST : whole;
    }
    failures++;
    long half = whole.toNanos() / 2;
    return Duration.ofNanos(half + random.nextLong(half + 1));
  }

  /** How many failures there were since the last success. */
  int failures() {
    return failures;
  }

  void succeeded() {
    failures = 0;
  }
}
