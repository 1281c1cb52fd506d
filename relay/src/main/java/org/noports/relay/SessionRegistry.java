package org.noports.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.SessionId;

/**
 * The sessions that live or are being set up, and their limits (sessions.md 8.2). A place is taken
 * before anything is opened for a session. Thread-safe.
 */
final class SessionRegistry {
  private static final String GIVEN_UP = "both sides had left it and its place was needed";

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<SessionId, Place> places = new HashMap<>();
  private boolean closed;
  private boolean draining;
  // Written when the operator changes them, read by any thread.
  private volatile Rules rules;

  /** What may change while the relay runs. */
  record Rules(Set<AtSign> managers, RelayLimits limits) {}

  private static final class Place {
    final AtSign client;
    @Nullable RelaySession session;

    Place(AtSign client) {
      this.client = client;
    }
  }

  SessionRegistry(Rules rules) {
    this.rules = rules;
  }

  Rules rules() {
    return rules;
  }

  /** For sessions from now on. */
  void change(Rules changed) {
    rules = changed;
  }

  /**
   * Takes a place for a session; Refused when there is none. A session that both sides have left
   * keeps its place for the rest of its grace, but gives it up to one that is refused otherwise: a
   * client may run short sessions in quick series.
   */
  void reserve(SessionId id, AtSign client) {
    RelaySession left = null;
    RelayLimits limits = rules.limits();
    lock.lock();
    try {
      if (closed) {
        throw new Refused(RefusalReason.STOPPING, "the relay stops");
      }
      if (draining) {
        throw new Refused(
            RefusalReason.DRAINING,
            "the relay is about to stop and takes no new sessions",
            "This relay is about to stop");
      }
      if (places.containsKey(id)) {
        throw new Refused(RefusalReason.SESSION_ID_IN_USE, "its session id is in use");
      }
      long own = places.values().stream().filter(p -> p.client.equals(client)).count();
      if (own >= limits.sessionsPerAtSign()) {
        left = forget(longestLeft(client));
        if (left == null) {
          throw new Refused(
              RefusalReason.ATSIGN_FULL,
              client + " has " + own + " sessions",
              "This relay serves no more than "
                  + limits.sessionsPerAtSign()
                  + " sessions of one atSign at a time");
        }
      } else if (places.size() >= limits.sessions()) {
        left = forget(longestLeft(null));
        if (left == null) {
          throw new Refused(
              RefusalReason.RELAY_FULL,
              "the relay has " + limits.sessions() + " sessions",
              "This relay has no room left");
        }
      }
      places.put(id, new Place(client));
    } finally {
      lock.unlock();
    }
    if (left != null) {
      left.end(GIVEN_UP);
    }
  }

  /** Ends a session that both sides have left, for its ports; false when there is none. */
  boolean giveUpOne() {
    RelaySession left;
    lock.lock();
    try {
      left = forget(longestLeft(null));
    } finally {
      lock.unlock();
    }
    if (left == null) {
      return false;
    }
    left.end(GIVEN_UP);
    left.awaitClosed();
    return true;
  }

  /** The lock is held. */
  private @Nullable RelaySession longestLeft(@Nullable AtSign client) {
    RelaySession longest = null;
    long most = -1;
    for (Place place : places.values()) {
      RelaySession session = place.session;
      if (session != null && (client == null || client.equals(place.client))) {
        long since = session.nanosSinceAllLeft();
        if (since > most) {
          most = since;
          longest = session;
        }
      }
    }
    return longest;
  }

  /** The lock is held. */
  private @Nullable RelaySession forget(@Nullable RelaySession session) {
    if (places.values().removeIf(place -> session != null && place.session == session)) {
      changed.signalAll();
    }
    return session;
  }

  /** The session for the place is there; false when the relay has been stopped meanwhile. */
  boolean started(SessionId id, RelaySession session) {
    lock.lock();
    try {
      Place place = places.get(id);
      if (closed || place == null) {
        return false;
      }
      place.session = session;
      if (draining) {
        session.finish();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The live session of this id, or null. */
  @Nullable RelaySession session(SessionId id) {
    lock.lock();
    try {
      Place place = places.get(id);
      return place == null ? null : place.session;
    } finally {
      lock.unlock();
    }
  }

  /** The session could not be set up. */
  void release(SessionId id) {
    remove(id, null);
  }

  /** The session has ended. */
  void ended(SessionId id, RelaySession session) {
    remove(id, session);
  }

  private void remove(SessionId id, @Nullable RelaySession session) {
    lock.lock();
    try {
      Place place = places.get(id);
      if (place != null && place.session == session) {
        places.remove(id);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** What each live session uses now. */
  List<SessionUsage> usage() {
    return live().stream().map(RelaySession::usage).toList();
  }

  /** The sessions that serve now. */
  List<RelaySession> live() {
    List<RelaySession> live = new ArrayList<>();
    lock.lock();
    try {
      for (Place place : places.values()) {
        if (place.session != null) {
          live.add(place.session);
        }
      }
    } finally {
      lock.unlock();
    }
    return live;
  }

  /** The keys that have let sides of live sessions in. */
  Set<SigningKeyUri> signingKeys() {
    Set<SigningKeyUri> keys = new HashSet<>();
    live().forEach(session -> keys.addAll(session.plan().signingKeys()));
    return keys;
  }

  int size() {
    lock.lock();
    try {
      return places.size();
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more sessions; those that live go on. */
  void drain() {
    List<RelaySession> live;
    lock.lock();
    try {
      draining = true;
      live = live();
    } finally {
      lock.unlock();
    }
    live.forEach(RelaySession::finish);
  }

  boolean isDraining() {
    lock.lock();
    try {
      return draining;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until no session is left; false when the limit comes first. */
  boolean awaitEmpty(Duration limit) throws InterruptedException {
    long left = limit.toNanos();
    lock.lock();
    try {
      while (!places.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
      }
      return places.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Ends all sessions, takes no more, and waits until all are gone. */
  void close(Duration limit) {
    List<RelaySession> live;
    lock.lock();
    try {
      closed = true;
      live = live();
    } finally {
      lock.unlock();
    }
    live.forEach(RelaySession::close);
    try {
      awaitEmpty(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
