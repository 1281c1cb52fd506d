package org.noports.relay;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * How often one side's line is taken from elsewhere than where it was shown first. The line is the
 * same for every connection and can be read on its way; whoever replays it is to be kept from
 * filling the side's queue (sessions.md 8.2 number 5), and the side itself, whose addresses may
 * change, never meets the bound. Thread-safe.
 */
final class LineRate {
  static final int AT_ONCE = 64;
  static final Duration ONE_MORE_AFTER = Duration.ofMillis(50);

  private final InstantSource clock;
  private @Nullable Network first;

  /** When all replays would be forgotten, were there no more. */
  private Instant forgottenAt = Instant.MIN;

  LineRate(InstantSource clock) {
    this.clock = clock;
  }

  /** For a line that is good; false when it is one too many. */
  synchronized boolean permits(Network from) {
    if (first == null) {
      first = from;
    }
    if (first.equals(from)) {
      return true;
    }
    Instant now = clock.instant();
    Instant until = forgottenAt.isBefore(now) ? now : forgottenAt;
    if (until.isAfter(now.plus(ONE_MORE_AFTER.multipliedBy(AT_ONCE - 1L)))) {
      return false;
    }
    forgottenAt = until.plus(ONE_MORE_AFTER);
    return true;
  }
}
