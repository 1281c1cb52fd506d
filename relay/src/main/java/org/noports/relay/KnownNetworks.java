package org.noports.relay;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * The networks from which one side of a session has shown its line. The line is the same for every
 * connection and can be read on its way, so a relay may refuse it from elsewhere once the session's
 * grace is over (sessions.md 8.2 number 5). Thread-safe.
 */
final class KnownNetworks {
  private static final int MOST = 256;

  private final long graceEndNanos;
  private final Set<Network> known = new HashSet<>();

  KnownNetworks(Duration grace) {
    graceEndNanos = System.nanoTime() + grace.toNanos();
  }

  /** For a line that is good; false when it comes too late from somewhere new. */
  synchronized boolean admits(Network from) {
    if (known.contains(from)) {
      return true;
    }
    return System.nanoTime() < graceEndNanos && known.size() < MOST && known.add(from);
  }
}
