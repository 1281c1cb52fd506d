package org.noports.relay;

import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;

/**
 * What all sessions of a relay have carried, live ones included, and what is told of each. The sums
 * never go back, also while a session ends. Thread-safe; the lock guards the fields.
 */
final class Ledger {
  private final EventReports reports;
  private final InstantSource clock;
  private final Object lock = new Object();
  private final Set<Traffic> live = new HashSet<>();
  private Totals closed = Totals.NONE;

  Ledger(EventReports reports, InstantSource clock) {
    this.reports = reports;
    this.clock = clock;
  }

  /** For a session that begins; told of its first pair. */
  Traffic traffic(Runnable onFirstPair) {
    return new Traffic(clock, onFirstPair);
  }

  SessionReport report(SessionPlan plan, Traffic traffic) {
    return reports.of(plan, traffic);
  }

  void opened(SessionPlan plan, Traffic traffic, SessionReport report) {
    reports.opened(plan, report);
    synchronized (lock) {
      live.add(traffic);
    }
  }

  /** The session carries nothing more. */
  void closed(SessionPlan plan, Traffic traffic, SessionReport report) {
    reports.closed(plan, report);
    synchronized (lock) {
      if (live.remove(traffic)) {
        closed = closed.plus(traffic.totals());
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
