package org.noports.relay;

import java.util.HashSet;
import java.util.Set;

/**
 * What all sessions of a relay have carried, live ones included: its sums never go back, also while
 * a session ends. Thread-safe; the lock guards the fields.
 */
final class Ledger {
  private final Object lock = new Object();
  private final Set<Traffic> live = new HashSet<>();
  private Totals closed = Totals.NONE;

  void opened(Traffic session) {
    synchronized (lock) {
      live.add(session);
    }
  }

  /** The session carries nothing more. */
  void closed(Traffic session) {
    synchronized (lock) {
      if (live.remove(session)) {
        closed = closed.plus(session.totals());
      }
    }
  }

  Totals totals() {
    synchronized (lock) {
      Totals sum = closed;
      for (Traffic session : live) {
        sum = sum.plus(session.totals());
      }
      return sum;
    }
  }
}
