package org.noports.atclient;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a notification travels (atclient.md 5.4).
 *
 * @param ttln how long servers keep trying to deliver it
 * @param ttl how long the receiver's server may keep the key, or null to say nothing about it
 */
public record NotifyOptions(Duration ttln, @Nullable Duration ttl) {
  /** What NoPorts programs use: a minute, nothing about the key. */
  public static final NotifyOptions DEFAULT = new NotifyOptions(Duration.ofSeconds(60), null);

  public NotifyOptions {
    if (!ttln.isPositive() || (ttl != null && !ttl.isPositive())) {
      throw new IllegalArgumentException("ttln and ttl of a notification must be positive");
    }
  }

  public static NotifyOptions lasting(Duration ttln) {
    return new NotifyOptions(ttln, null);
  }

  public NotifyOptions withTtl(Duration newTtl) {
    return new NotifyOptions(ttln, newTtl);
  }
}
