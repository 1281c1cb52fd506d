package org.noports.daemon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.name.AtSign;

/**
 * The sessions open now, bounded in all and per sender. Each open one has a virtual thread that
 * waits for its end. Thread-safe; no lock is held while a session is opened or closed.
 */
final class Sessions implements AutoCloseable {
  private final DaemonLimits limits;
  private final SessionLog log;
  private final SessionEvents events;
  private final Object lock = new Object();

  /** Places taken, by sender. Guarded by lock. */
  private final Map<AtSign, Integer> places = new HashMap<>();

  /** Guarded by lock. */
  private final List<LiveSession> open = new ArrayList<>();

  /** Guarded by lock. */
  private int taken;

  /** Guarded by lock. */
  private boolean closed;

  Sessions(DaemonLimits limits, SessionLog log, SessionEvents events) {
    this.limits = limits;
    this.log = log;
    this.events = events;
  }

  /** Takes a place for a session of the sender; {@link Refusal} when there is none. */
  Place takePlace(AtSign sender) {
    synchronized (lock) {
      int ofSender = places.getOrDefault(sender, 0);
      if (closed) {
        throw Refusal.notStarted("this daemon is stopping");
      }
      if (ofSender >= limits.sessionsPerSender()) {
        throw Refusal.notStarted(
            "%s has %d sessions open on this daemon, which is its limit"
                .formatted(sender, ofSender));
      }
      if (taken >= limits.sessions()) {
        throw Refusal.notStarted(
            "%d sessions are open on this daemon, which is its limit".formatted(taken));
      }
      places.put(sender, ofSender + 1);
      taken++;
      return new Place(sender);
    }
  }

  /** How many sessions are open or being opened. */
  int count() {
    synchronized (lock) {
      return taken;
    }
  }

  /** Those that carry connections now, or are about to. */
  List<LiveSession> live() {
    synchronized (lock) {
      return List.copyOf(open);
    }
  }

  /** The enrolments' keys with which the requests of live ones were signed. */
  Set<SigningKeyUri> signedBy() {
    Set<SigningKeyUri> keys = new HashSet<>();
    for (LiveSession session : live()) {
      SigningKeyUri signedBy = session.signedBy();
      if (signedBy != null) {
        keys.add(signedBy);
      }
    }
    return keys;
  }

  /** Ends those whose enrolment was withdrawn. */
  void endSignedBy(SigningKeyUri withdrawn) {
    for (LiveSession session : live()) {
      if (withdrawn.equals(session.signedBy())) {
        end(session, "the enrolment of " + withdrawn + " was withdrawn");
      }
    }
  }

  /** Ends one before its time. */
  void end(LiveSession session, String why) {
    log.ending(session.id(), session.client(), why);
    session.side().close();
  }

  /** Waits until there is none; false when the limit is over before. */
  boolean awaitNone(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    synchronized (lock) {
      while (taken > 0) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          return false;
        }
        lock.wait(left);
      }
      return true;
    }
  }

  /** Ends every session, all at once and in bounded time. */
  @Override
  public void close() {
    List<LiveSession> ending;
    synchronized (lock) {
      closed = true;
      ending = List.copyOf(open);
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      ending.forEach(session -> threads.execute(session.side()::close));
    }
  }

  /** The right to one session; given back by {@link #close}, or at the end of what it serves. */
  final class Place implements AutoCloseable {
    private final AtSign sender;
    private boolean handedOver;

    private Place(AtSign sender) {
      this.sender = sender;
    }

    /**
     * Takes the session over, tells the client of it, and keeps the place until it has ended by
     * itself or is closed. {@link Refusal} when the daemon is stopping: it is closed then, as it is
     * when the client can't be told.
     */
    void serve(LiveSession session, Runnable tell) {
      boolean told = false;
      try {
        keep(session);
        tell.run();
        told = true;
      } finally {
        if (!told) {
          session.side().close();
        }
      }
      events.announce(session);
    }

    private void keep(LiveSession session) {
      synchronized (lock) {
        if (closed) {
          throw Refusal.notStarted("this daemon is stopping");
        }
        open.add(session);
      }
      handedOver = true;
      log.started(session.id(), sender);
      Thread.ofVirtual()
          .name("daemon session " + session.id())
          .start(() -> {
            try {
              awaitEnd(session);
            } finally {
              synchronized (lock) {
                open.remove(session);
              }
              free();
            }
          });
    }

    private void awaitEnd(LiveSession session) {
      try {
        log.ended(session.id(), sender, session.side().await());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        session.side().close();
      }
    }

    private void free() {
      synchronized (lock) {
        taken--;
        lock.notifyAll();
        places.computeIfPresent(sender, (of, now) -> now == 1 ? null : now - 1);
      }
    }

    @Override
    public void close() {
      if (!handedOver) {
        free();
      }
    }
  }
}
