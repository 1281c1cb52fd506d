package org.noports.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next session of a keep-alive (cli.md 20.11): quick after a session
 * that lasted, then doubling to a cap while nothing lasts, always with jitter so that many clients
 * of one relay do not come back at once. Not thread-safe.
 */
final class BackOff {
  static final Duration FIRST = Duration.ofMillis(500);
  static final Duration LONGEST = Duration.ofSeconds(60);

  /** A session that lived as long as this counts as success. */
  static final Duration LASTED = Duration.ofSeconds(30);

  private final RandomGenerator random;
  private Duration next = FIRST;

  BackOff(RandomGenerator random) {
    this.random = random;
  }

  /** The pause before the next attempt; each call doubles the one after it. */
  Duration pause() {
    Duration base = next;
    Duration doubled = base.multipliedBy(2);
    next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    // Half to one and a half of the base.
    double factor = 0.5 + random.nextDouble();
    return Duration.ofNanos((long) (base.toNanos() * factor));
  }

  /** Tells how long a session lived; one that lasted makes the next pause short again. */
  void sessionLived(Duration lived) {
    if (lived.compareTo(LASTED) >= 0) {
      next = FIRST;
    }
  }
}
