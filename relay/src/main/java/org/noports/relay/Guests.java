package org.noports.relay;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.pairing.Pairing;
import org.noports.tunnel.pairing.Side;
import org.noports.tunnel.pump.JoinResult;
import org.noports.tunnel.pump.JoinedSockets;
import org.noports.tunnel.pump.Opening;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.pump.WaitingSocket;

/**
 * The connections of a session that have proved themselves: their queues, their pairs, and when
 * there will be no more (sessions.md 3.2 to 3.4). Thread-safe; the lock guards the fields below it,
 * never I/O.
 */
final class Guests {
  private final String name;
  private final RelayLimits limits;
  private final Pump pump;
  private final RelayCounters counters;
  private final long startedNanos = System.nanoTime();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Pairing<Guest> pairing = new Pairing<>();
  private final Set<Guest> waiting = new LinkedHashSet<>();
  private final Set<Guest> present = new HashSet<>();
  private final Set<JoinedSockets> pairs = new HashSet<>();
  private boolean everPaired;
  private long lastPairEndedNanos;
  private @Nullable String overBecause;
  private Traffic ended = new Traffic(0, 0, 0);

  /** What the pairs that have ended carried. */
  record Traffic(long pairs, long bytesAToB, long bytesBToA) {
    private Traffic plus(JoinResult pair) {
      return new Traffic(pairs + 1, bytesAToB + pair.bytesAToB(), bytesBToA + pair.bytesBToA());
    }
  }

  Guests(String name, RelayLimits limits, Pump pump, RelayCounters counters) {
    this.name = name;
    this.limits = limits;
    this.pump = pump;
    this.counters = counters;
  }

  /** Queues or pairs a connection; null when the session is over. */
  @Nullable Guest arrived(Side side, SocketChannel channel, byte[] rest) {
    Guest guest = new Guest(side, new WaitingSocket(channel, rest, limits.bytesBeforePairing()));
    Pairing.Pair<Guest> pair;
    lock.lock();
    try {
      if (overBecause != null) {
        return null;
      }
      present.add(guest);
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
              name,
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
    boolean over;
    lock.lock();
    try {
      over = overBecause != null;
      pairs.add(joined);
      pair.a().pair = joined;
      pair.b().pair = joined;
    } finally {
      lock.unlock();
    }
    pair.a().socket.join(joined, true);
    pair.b().socket.join(joined, false);
    if (over) {
      joined.close();
    }
  }

  /** Serves a connection on its own thread until it is closed. */
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
        return overBecause != null && guest.pair == null;
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
      present.remove(guest);
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
      ended = ended.plus(result);
    } finally {
      lock.unlock();
    }
    pairEnded();
  }

  private void pairEnded() {
    lock.lock();
    try {
      pairing.pairEnded();
      lastPairEndedNanos = System.nanoTime();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How long nobody has been here since the last pair ended; negative when that is not so. */
  long nanosSinceAllLeft() {
    lock.lock();
    try {
      boolean left =
          everPaired
              && pairing.livePairs() == 0
              && waiting.isEmpty()
              && pairing.state() == Pairing.State.GRACE;
      return left ? System.nanoTime() - lastPairEndedNanos : -1;
    } finally {
      lock.unlock();
    }
  }

  /** Watches the grace and the queues until the session is over; why it is. */
  String awaitOver() {
    while (true) {
      List<Guest> lonely = new ArrayList<>();
      lock.lock();
      try {
        if (overBecause != null) {
          return overBecause;
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
          next = Math.min(next, takeLonely(now, lonely));
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

  /** Takes those out whose partner does not come; when to look again. The lock is held. */
  private long takeLonely(long now, List<Guest> lonely) {
    long next = Long.MAX_VALUE;
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

  /** Waits so long, or until the session is over. */
  void pause(Duration time) {
    long left = time.toNanos();
    lock.lock();
    try {
      while (overBecause == null && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** Closes everything; false when the session was over already. */
  boolean close(String why) {
    List<Guest> known;
    List<JoinedSockets> joined;
    lock.lock();
    try {
      if (overBecause != null) {
        return false;
      }
      overBecause = why;
      pairing.close();
      waiting.clear();
      known = new ArrayList<>(present);
      joined = new ArrayList<>(pairs);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    joined.forEach(JoinedSockets::close);
    known.forEach(guest -> guest.socket.close());
    return true;
  }

  /** Why the session is over; null while it lives. */
  @Nullable String overBecause() {
    lock.lock();
    try {
      return overBecause;
    } finally {
      lock.unlock();
    }
  }

  Traffic ended() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }
}
