package org.noports.relay;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.pairing.Pairing;
import org.noports.tunnel.pairing.Side;
import org.noports.tunnel.pump.JoinResult;
import org.noports.tunnel.pump.JoinedSockets;
import org.noports.tunnel.pump.Opening;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.pump.Sockets;
import org.noports.tunnel.pump.WaitingSocket;

/**
 * One session: two doors, the pairing between them and everything that is open (sessions.md 3.2 to
 * 3.4). Threads, all virtual: one at each door, one for each connection, and the keeper, which
 * watches the grace and the queues, and closes the session. Thread-safe; the lock guards the fields
 * below it, never I/O.
 */
final class RelaySession implements AutoCloseable {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);
  private static final Logger LOG = System.getLogger(RelaySession.class.getName());

  private final SessionPlan plan;
  private final PortPair ports;
  private final RelayLimits limits;
  private final Pump pump;
  private final RelayCounters counters;
  private final Consumer<RelaySession> onEnded;
  private final long startedNanos = System.nanoTime();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Pairing<Guest> pairing = new Pairing<>();
  private final Set<SocketChannel> unauthenticated = new HashSet<>();
  private final Set<Guest> waiting = new LinkedHashSet<>();
  private final Set<Guest> guests = new HashSet<>();
  private final Set<JoinedSockets> pairs = new HashSet<>();
  private int threads;
  private boolean everPaired;
  private @Nullable String endedBecause;
  private long pairsEnded;
  private long bytesAToB;
  private long bytesBToA;

  RelaySession(
      SessionPlan plan,
      PortPair ports,
      RelayLimits limits,
      Pump pump,
      RelayCounters counters,
      Consumer<RelaySession> onEnded) {
    this.plan = plan;
    this.ports = ports;
    this.limits = limits;
    this.pump = pump;
    this.counters = counters;
    this.onEnded = onEnded;
  }

  /** Opens the doors. The session ends by itself, or by {@link #close}. */
  void start() {
    counters.sessionsStarted.increment();
    for (Side side : Side.values()) {
      Door door = new Door(this, side, ports.channel(side), plan.check(side), limits, counters);
      startThread(side + " door", door::run);
    }
    Thread.ofVirtual().name(this + " keeper").start(this::keep);
  }

  void startThread(String part, Runnable body) {
    lock.lock();
    try {
      threads++;
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual()
        .name(this + " " + part)
        .start(() -> {
          try {
            body.run();
          } finally {
            threadEnded();
          }
        });
  }

  private void threadEnded() {
    lock.lock();
    try {
      threads--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * A connection was accepted: false when the session can't take it. Waits while too many have not
   * yet proved themselves: a side may dial faster than lines are verified, and one of its
   * connections turned away would shift the pairing of all later ones. Each decides within the
   * authentication time; those behind wait in the listener's queue.
   */
  boolean admit(SocketChannel channel) {
    lock.lock();
    try {
      while (endedBecause == null && unauthenticated.size() >= limits.unauthenticatedPerSession()) {
        changed.awaitUninterruptibly();
      }
      return endedBecause == null
          && unauthenticated.size() + guests.size() < limits.connectionsPerSession()
          && unauthenticated.add(channel);
    } finally {
      lock.unlock();
    }
  }

  /** A connection that was admitted has not proved itself. */
  void turnedAway(SocketChannel channel) {
    lock.lock();
    try {
      unauthenticated.remove(channel);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    Sockets.close(channel);
  }

  /** Queues or pairs a connection that has proved itself; null when the session has ended. */
  @Nullable Guest arrived(Side side, SocketChannel channel, byte[] rest) {
    Guest guest = new Guest(side, new WaitingSocket(channel, rest, limits.bytesBeforePairing()));
    Pairing.Pair<Guest> pair;
    lock.lock();
    try {
      if (endedBecause != null) {
        return null;
      }
      unauthenticated.remove(channel);
      guests.add(guest);
      pair = pairing.arrived(side, guest);
      if (pair == null) {
        waiting.add(guest);
      } else {
        waiting.remove(pair.a());
        waiting.remove(pair.b());
        everPaired = true;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (pair != null) {
      join(pair);
    }
    return guest;
  }

  private void join(Pairing.Pair<Guest> pair) {
    JoinedSockets joined;
    try {
      joined =
          new JoinedSockets(
              toString(),
              pump,
              pair.a().socket.channel(),
              pair.b().socket.channel(),
              null,
              null,
              Opening.NONE,
              limits.halfCloseIdle());
    } catch (IOException e) {
      // One of the two was closed this moment; the other has lost its partner.
      pair.a().socket.close();
      pair.b().socket.close();
      pairEnded();
      return;
    }
    counters.pairsStarted.increment();
    boolean ended;
    lock.lock();
    try {
      ended = endedBecause != null;
      pairs.add(joined);
      pair.a().pair = joined;
      pair.b().pair = joined;
    } finally {
      lock.unlock();
    }
    pair.a().socket.join(joined, true);
    pair.b().socket.join(joined, false);
    if (ended) {
      joined.close();
    }
  }

  /** Serves an authenticated connection on its own thread until it is closed. */
  void attend(Guest guest) {
    try {
      if (isPaired(guest) || guest.socket.watch() || !leave(guest)) {
        guest.socket.carry();
      }
    } finally {
      guest.socket.close();
      account(guest);
    }
  }

  private boolean isPaired(Guest guest) {
    lock.lock();
    try {
      return guest.pair != null;
    } finally {
      lock.unlock();
    }
  }

  /** Takes a connection whose peer has gone out of its queue; false when it has a partner. */
  private boolean leave(Guest guest) {
    lock.lock();
    try {
      waiting.remove(guest);
      if (!pairing.gone(guest.side, guest)) {
        return endedBecause != null && guest.pair == null;
      }
    } finally {
      lock.unlock();
    }
    counters.queuedConnectionsLost.increment();
    return true;
  }

  private void account(Guest guest) {
    JoinedSockets pair;
    lock.lock();
    try {
      guests.remove(guest);
      pair = guest.pair != null && pairs.remove(guest.pair) ? guest.pair : null;
    } finally {
      lock.unlock();
    }
    if (pair == null) {
      return;
    }
    JoinResult result = pair.result();
    counters.pairsEnded.increment();
    counters.bytesAToB.add(result.bytesAToB());
    counters.bytesBToA.add(result.bytesBToA());
    lock.lock();
    try {
      pairsEnded++;
      bytesAToB += result.bytesAToB();
      bytesBToA += result.bytesBToA();
    } finally {
      lock.unlock();
    }
    pairEnded();
  }

  private void pairEnded() {
    lock.lock();
    try {
      pairing.pairEnded();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits, or until the session ends. */
  void pause(Duration time) {
    long left = time.toNanos();
    lock.lock();
    try {
      while (endedBecause == null && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  SessionPlan plan() {
    return plan;
  }

  @Override
  public void close() {
    end("the relay stops");
  }

  /** Waits until everything of the session is closed. */
  void awaitEnd(Duration limit) {
    long left = limit.toNanos();
    lock.lock();
    try {
      while ((threads > 0 || endedBecause == null) && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void keep() {
    try {
      String why = watch();
      end(why);
      awaitEnd(CLOSE_LIMIT);
    } finally {
      logEnd();
      onEnded.accept(this);
    }
  }

  /** Returns why the session is over. */
  private String watch() {
    while (true) {
      List<Guest> lonely = new ArrayList<>();
      lock.lock();
      try {
        if (endedBecause != null) {
          return endedBecause;
        }
        long now = System.nanoTime();
        long next = startedNanos + limits.grace().toNanos() - now;
        if (next <= 0 && pairing.state() == Pairing.State.GRACE) {
          pairing.graceOver();
        }
        if (pairing.state() == Pairing.State.CLOSED) {
          return everPaired ? "its last connection closed" : "nobody came";
        }
        if (next <= 0) {
          next = Long.MAX_VALUE;
        }
        if (everPaired) {
          for (Guest guest : waiting) {
            long left = guest.sinceNanos + limits.queueTime().toNanos() - now;
            if (left <= 0 && pairing.gone(guest.side, guest)) {
              lonely.add(guest);
            } else if (left > 0) {
              next = Math.min(next, left);
            }
          }
          lonely.forEach(waiting::remove);
        }
        if (lonely.isEmpty()) {
          changed.awaitNanos(next);
        }
      } catch (InterruptedException e) {
        return "the relay stops";
      } finally {
        lock.unlock();
      }
      for (Guest guest : lonely) {
        counters.queuedConnectionsLost.increment();
        guest.socket.close();
      }
    }
  }

  private void end(String why) {
    List<SocketChannel> strangers;
    List<Guest> known;
    List<JoinedSockets> joined;
    lock.lock();
    try {
      if (endedBecause != null) {
        return;
      }
      endedBecause = why;
      pairing.close();
      waiting.clear();
      strangers = new ArrayList<>(unauthenticated);
      known = new ArrayList<>(guests);
      joined = new ArrayList<>(pairs);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      ports.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, () -> this + ": cannot close a port: " + e.getMessage());
    }
    strangers.forEach(Sockets::close);
    joined.forEach(JoinedSockets::close);
    known.forEach(guest -> guest.socket.close());
  }

  private void logEnd() {
    String text;
    lock.lock();
    try {
      long millis = (System.nanoTime() - startedNanos) / 1_000_000;
      text =
          "Finished session %s for %s to %s: %s; %d connections, %d bytes there, %d back, %d.%03d s"
              .formatted(
                  plan.id(),
                  plan.atSignA(),
                  plan.atSignB(),
                  endedBecause,
                  pairsEnded,
                  bytesAToB,
                  bytesBToA,
                  millis / 1_000,
                  millis % 1_000);
    } finally {
      lock.unlock();
    }
    Relay.ALWAYS.log(Level.ERROR, text);
  }

  @Override
  public String toString() {
    return "relay " + plan.id() + " " + plan.atSignA() + "->" + plan.atSignB();
  }
}
