package org.noports.daemon;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.SessionId;

/**
 * Remembers which session ids each sender has used, so that a captured request cannot be played
 * again (sessions.md 2.3). An id belongs to its sender: nobody can use up another's.
 *
 * <p>Bounded: when full the oldest entry goes. That is safe as long as an entry outlives {@link
 * OnceOnly#OLDEST}, since older requests are dropped anyway; senders limited by {@link
 * DaemonLimits} cannot fill it faster. Thread-safe.
 */
final class SeenSessions {
  static final Duration MEMORY = Duration.ofHours(24);
  static final int LARGEST = 100_000;

  private record Use(AtSign sender, String session) {}

  private final InstantSource clock;
  private final int largest;

  /** In order of first use. Guarded by itself. */
  private final SequencedMap<Use, Instant> uses = new LinkedHashMap<>();

  SeenSessions(InstantSource clock) {
    this(clock, LARGEST);
  }

  SeenSessions(InstantSource clock, int largest) {
    this.clock = clock;
    this.largest = largest;
  }

  /** Whether this is the first use of the id by the sender; it is remembered from now on. */
  boolean firstUse(AtSign sender, SessionId session) {
    Instant now = clock.instant();
    synchronized (uses) {
      forgetBefore(now.minus(MEMORY));
      if (uses.putIfAbsent(new Use(sender, session.text().toLowerCase(Locale.ROOT)), now) != null) {
        return false;
      }
      if (uses.size() > largest) {
        uses.pollFirstEntry();
      }
      return true;
    }
  }

  private void forgetBefore(Instant limit) {
    Iterator<Instant> times = uses.values().iterator();
    while (times.hasNext() && times.next().isBefore(limit)) {
      times.remove();
    }
  }
}
