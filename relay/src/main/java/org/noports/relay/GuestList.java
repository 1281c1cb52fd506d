package org.noports.relay;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.pairing.Pairing;

/**
 * Who is in a session, who of them waits for a partner, and whether somebody may still come
 * (sessions.md 3.2, 3.3). Touches no socket. Not thread-safe: a lock of {@link Guests} guards it.
 */
final class GuestList {
  /** Sides that were told their ports come at once; a relay that is about to stop waits so long. */
  private static final Duration FINISHING_GRACE = Duration.ofSeconds(5);

  private final RelayLimits limits;
  private final long startedNanos;
  private final Pairing<Guest> pairing = new Pairing<>();
  private final Set<Guest> waiting = new LinkedHashSet<>();
  private final Set<Guest> present = new HashSet<>();
  private boolean everPaired;
  private boolean finishing;
  private long lastPairEndedNanos;
  private @Nullable String overBecause;

  GuestList(RelayLimits limits, long startedNanos) {
    this.limits = limits;
    this.startedNanos = startedNanos;
  }

  /** Adds one; the pair that it completes, or null when it waits. */
  Pairing.@Nullable Pair<Guest> arrived(Guest guest) {
    present.add(guest);
    Pairing.Pair<Guest> pair = pairing.arrived(guest.side, guest);
    if (pair == null) {
      waiting.add(guest);
    } else {
      waiting.remove(pair.a());
      waiting.remove(pair.b());
      everPaired = true;
    }
    return pair;
  }

  /** Takes one out of its queue; false when it was not there any more. */
  boolean leftQueue(Guest guest) {
    waiting.remove(guest);
    return pairing.gone(guest.side, guest);
  }

  /** Its connection is closed. */
  void left(Guest guest) {
    present.remove(guest);
  }

  void pairEnded(long now) {
    pairing.pairEnded();
    lastPairEndedNanos = now;
  }

  /** From now on the session is over when both sides have left, also within its grace. */
  void finish() {
    finishing = true;
  }

  /** How long nobody has been here since the last pair ended; negative when that is not so. */
  long nanosSinceAllLeft(long now) {
    return haveAllLeft() && pairing.state() == Pairing.State.GRACE ? now - lastPairEndedNanos : -1;
  }

  private boolean haveAllLeft() {
    return everPaired && pairing.livePairs() == 0 && waiting.isEmpty();
  }

  /** Why nobody will come any more; null while somebody may. */
  @Nullable String over(long now) {
    if (overBecause != null) {
      return overBecause;
    }
    if ((graceLeft(now) <= 0 || (finishing && haveAllLeft()))
        && pairing.state() == Pairing.State.GRACE) {
      pairing.graceOver();
    }
    if (pairing.state() == Pairing.State.CLOSED) {
      return everPaired ? "its last connection closed" : "nobody came";
    }
    return null;
  }

  private long graceLeft(long now) {
    Duration grace =
        finishing && FINISHING_GRACE.compareTo(limits.grace()) < 0
            ? FINISHING_GRACE
            : limits.grace();
    return startedNanos + grace.toNanos() - now;
  }

  /**
   * Takes those out whose partner does not come.
   *
   * @param lonely are added here
   * @return in how many nanoseconds to look again
   */
  long takeLonely(long now, List<Guest> lonely) {
    long grace = graceLeft(now);
    long next = grace > 0 ? grace : Long.MAX_VALUE;
    if (!everPaired) {
      return next;
    }
    for (Guest guest : waiting) {
      long left = guest.sinceNanos + limits.queueTime().toNanos() - now;
      if (left <= 0 && pairing.gone(guest.side, guest)) {
        lonely.add(guest);
      } else if (left > 0) {
        next = Math.min(next, left);
      }
    }
    lonely.forEach(waiting::remove);
    return next;
  }

  /** Ends it; those that are still there. */
  List<Guest> close(String why) {
    overBecause = why;
    pairing.close();
    waiting.clear();
    return List.copyOf(present);
  }

  int present() {
    return present.size();
  }

  /** Why the session was closed; null before. */
  @Nullable String overBecause() {
    return overBecause;
  }
}
