package org.noports.daemon;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.noports.protocol.session.PermitOpen;
import org.noports.protocol.session.ServiceAddress;

/**
 * What the client of a live session may reach, which may become less while it lives, and what it
 * has reached. Thread-safe.
 */
final class SessionRights {
  /** Of one session; who reaches more is judged by all that was granted. */
  private static final int MOST_REMEMBERED = 1000;

  /** As the client names them. */
  private final Set<ServiceAddress> reached = ConcurrentHashMap.newKeySet();

  private volatile Access.Granted granted;
  private volatile boolean reachedMore;

  /**
   * For one session.
   *
   * @param own the service it was asked for
   */
  SessionRights(Access.Granted granted, ServiceAddress own) {
    this.granted = granted;
    reached.add(own);
  }

  Access.Granted granted() {
    return granted;
  }

  /** Notes a further service before the client is joined to it. */
  void reaches(ServiceAddress service) {
    if (reached.size() < MOST_REMEMBERED) {
      reached.add(service);
    } else if (!reached.contains(service)) {
      reachedMore = true;
    }
  }

  /** Takes what is granted from now on; false when that is too little for what was reached. */
  boolean change(Access.Granted now) {
    PermitOpen before = granted.services();
    granted = now;
    return reached.stream().allMatch(now.services()::permits)
        && (!reachedMore || now.services().entries().containsAll(before.entries()));
  }
}
