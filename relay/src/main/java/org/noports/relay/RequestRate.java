package org.noports.relay;

import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.Moderation;
import org.noports.protocol.name.AtSign;

/**
 * How often one atSign may ask for ports (sessions.md 8.2 number 5): so many times a second, and
 * what it has not used of {@value #SECONDS_AT_ONCE} seconds at once. Thread-safe.
 */
final class RequestRate {
  static final int SECONDS_AT_ONCE = 10;

  private final InstantSource clock;
  private volatile @Nullable Rated rated;

  /** What an operator may change leaves nothing of what was before. */
  private record Rated(int perSecond, Moderation moderation) {}

  RequestRate(InstantSource clock) {
    this.clock = clock;
  }

  /** Takes one more request; zero permits any number. */
  boolean permits(AtSign from, int perSecond) {
    return perSecond == 0 || rated(perSecond).moderation().permits(from);
  }

  private Rated rated(int perSecond) {
    Rated now = rated;
    if (now == null || now.perSecond() != perSecond) {
      now =
          new Rated(
              perSecond,
              new Moderation(
                  perSecond * SECONDS_AT_ONCE, Duration.ofSeconds(1).dividedBy(perSecond), clock));
      rated = now;
    }
    return now;
  }
}
