package org.noports.relay;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;

/**
 * The networks from which one side of a session has shown its line. The line is the same for every
 * connection and can be read on its way, so a relay may refuse it from elsewhere once the session's
 * grace is over (sessions.md 8.2 number 5). Thread-safe.
 */
final class KnownNetworks {
  private static final int MOST = 256;

  private final InstantSource clock;
  private final Instant graceEnd;
  private final Set<Network> known = new HashSet<>();

  /** For a session that begins now. */
  KnownNetworks(Duration grace, InstantSource clock) {
    this.clock = clock;
    this.graceEnd = clock.instant().plus(grace);
  }

  /** For a line that is good; false when it comes too late from somewhere new. */
  synchronized boolean admits(Network from) {
    if (known.contains(from)) {
      return true;
    }
    return clock.instant().isBefore(graceEnd) && known.size() < MOST && known.add(from);
  }
}
