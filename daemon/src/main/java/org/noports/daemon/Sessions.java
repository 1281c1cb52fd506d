package org.noports.daemon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.SessionId;
import org.noports.tunnel.rendezvous.SessionEnd;
import org.noports.tunnel.rendezvous.SessionSide;

/**
 * The sessions open now, bounded in all and per sender. Each open one has a virtual thread that
 * waits for its end. Thread-safe; no lock is held while a session is opened or closed.
 */
final class Sessions implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Daemon.class.getName());

  private final DaemonLimits limits;
  private final Object lock = new Object();

  /** Places taken, by sender. Guarded by lock. */
  private final Map<AtSign, Integer> places = new HashMap<>();

  /** Guarded by lock. */
  private final List<SessionSide> open = new ArrayList<>();

  /** Guarded by lock. */
  private int taken;

  /** Guarded by lock. */
  private boolean closed;

  Sessions(DaemonLimits limits) {
    this.limits = limits;
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

  /** Ends every session, all at once and in bounded time. */
  @Override
  public void close() {
    List<SessionSide> ending;
    synchronized (lock) {
      closed = true;
      ending = List.copyOf(open);
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      ending.forEach(side -> threads.execute(side::close));
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
    void serve(SessionId id, SessionSide side, Runnable tell) {
      boolean told = false;
      try {
        keep(id, side);
        tell.run();
        told = true;
      } finally {
        if (!told) {
          side.close();
        }
      }
    }

    private void keep(SessionId id, SessionSide side) {
      synchronized (lock) {
        if (closed) {
          throw Refusal.notStarted("this daemon is stopping");
        }
        open.add(side);
      }
      handedOver = true;
      Thread.ofVirtual()
          .name("daemon session " + id)
          .start(() -> {
            try {
              awaitEnd(id, side);
            } finally {
              synchronized (lock) {
                open.remove(side);
              }
              free();
            }
          });
    }

    private void awaitEnd(SessionId id, SessionSide side) {
      try {
        SessionEnd end = side.await();
        LOG.log(
            Level.INFO,
            () ->
                "Session %s for %s ended: %s (%d connections, %d bytes in, %d bytes out)"
                    .formatted(
                        id,
                        sender,
                        NetworkText.escaped(end.detail()),
                        end.connections(),
                        end.bytesFromRelay(),
                        end.bytesToRelay()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        side.close();
      }
    }

    private void free() {
      synchronized (lock) {
        taken--;
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
