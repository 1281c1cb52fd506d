package org.noports.atserver.delivery;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Growing pauses between attempts that fail, each a little off so that many do not fall in step.
 */
final class Backoff {
  /** A pause is between this share of its length and the whole. */
  private static final double LEAST_SHARE = 0.8;

  private final DeliverySettings settings;
  private final RandomGenerator random;
  private int failures;

  Backoff(DeliverySettings settings, RandomGenerator random) {
    this.settings = settings;
    this.random = random;
  }

  /** The pause after one more failure. */
  Duration next() {
    double grown =
        (double) settings.firstPause().toMillis() * Math.pow(settings.growth(), failures);
    double length = Math.min(grown, (double) settings.longestPause().toMillis());
    if (length < settings.longestPause().toMillis()) {
      failures++;
    }
    double share = LEAST_SHARE + (1 - LEAST_SHARE) * random.nextDouble();
    return Duration.ofMillis((long) (length * share));
  }

  void reset() {
    failures = 0;
  }
}
