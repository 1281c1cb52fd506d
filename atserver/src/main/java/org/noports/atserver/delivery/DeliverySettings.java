package org.noports.atserver.delivery;

import java.time.Duration;

/**
 * How deliveries are repeated and bounded (atprotocol.md 4.1).
 *
 * @param firstPause after the first failure
 * @param growth factor of each further pause
 * @param longestPause where pauses stop growing
 * @param senders recipients served at once; further ones wait in the store
 * @param shutdown how long close waits for a delivery under way
 */
public record DeliverySettings(
    Duration firstPause, double growth, Duration longestPause, int senders, Duration shutdown) {
  public static final DeliverySettings DEFAULTS =
      new DeliverySettings(
          Duration.ofMillis(200), 1.618, Duration.ofSeconds(10), 10_000, Duration.ofSeconds(2));
}
