package org.noports.relay;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.pairing.Pairing;
import org.noports.tunnel.pairing.Side;
import org.noports.tunnel.pump.JoinResult;
import org.noports.tunnel.pump.JoinedSockets;
import org.noports.tunnel.pump.Opening;
import org.noports.tunnel.pump.WaitingSocket;

/**
 * The connections of a session that have proved themselves: their queues, their pairs, and when
 * there will be no more (sessions.md 3.2 to 3.4). Thread-safe; the lock guards the fields below it,
 * never I/O.
 */
final class Guests {
  private final String name;
  private final RelayLimits limits;
  private final Premises premises;
  private final RelayCounters counters;
  private final Traffic traffic;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final GuestList list;

  Guests(String name, RelayLimits limits, Premises premises, Traffic traffic) {
    this.name = name;
    this.limits = limits;
    this.premises = premises;
    this.counters = premises.counters();
    this.traffic = traffic;
    this.list = new GuestList(limits, System.nanoTime());
  }

  /** Queues or pairs a connection; null when the session is over, or there is no room. */
  @Nullable Guest arrived(Side side, SocketChannel channel, byte[] rest) {
    WaitingSocket socket =
        WaitingSocket.in(premises.waitingRoom(), channel, rest, limits.bytesBeforePairing());
    if (socket == null) {
      counters.connectionsOverLimit.increment();
      return null;
    }
    Guest guest = new Guest(side, socket);
    Pairing.Pair<Guest> pair = null;
    boolean over;
    lock.lock();
    try {
      over = list.overBecause() != null;
      if (!over) {
        pair = list.arrived(guest);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
    if (over) {
      socket.close();
      return null;
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
              premises.pump(),
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
      lock.lock();
      try {
        pairEnded();
      } finally {
        lock.unlock();
      }
      return;
    }
    boolean over;
    lock.lock();
    try {
      over = list.overBecause() != null;
      traffic.began(joined, pair.a().socket.channel(), pair.b().socket.channel());
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
      if (!list.leftQueue(guest)) {
        return list.overBecause() != null && guest.pair == null;
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
      list.left(guest);
      pair = guest.pair;
    } finally {
      lock.unlock();
    }
    if (pair == null) {
      return;
    }
    JoinResult result = pair.result();
    lock.lock();
    try {
      // Whoever sees the pair counted as ended sees its place free as well.
      if (traffic.ended(pair, result)) {
        pairEnded();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The lock is held. */
  private void pairEnded() {
    list.pairEnded(System.nanoTime());
    changed.signalAll();
  }

  /** From now on the session is over when both sides have left, also within its grace. */
  void finish() {
    lock.lock();
    try {
      list.finish();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How long nobody has been here since the last pair ended; negative when that is not so. */
  long nanosSinceAllLeft() {
    lock.lock();
    try {
      return list.nanosSinceAllLeft(System.nanoTime());
    } finally {
      lock.unlock();
    }
  }

  /** Watches the grace and the queues until the session is over; why it is. */
  String awaitOver() {
    while (true) {
      if (closesIdle()) {
        return "nothing was carried for " + limits.sessionIdle().toSeconds() + " s";
      }
      List<Guest> lonely = new ArrayList<>();
      lock.lock();
      try {
        long now = System.nanoTime();
        String over = list.over(now);
        if (over != null) {
          return over;
        }
        long next = Math.min(idleCheckNanos(), list.takeLonely(now, lonely));
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

  /** Closes pairs that were silent too long; true when the whole session was. */
  private boolean closesIdle() {
    if (limits.pairIdle().isPositive()) {
      traffic.idle(limits.pairIdle()).forEach(JoinedSockets::close);
    }
    return limits.sessionIdle().isPositive()
        && traffic.totals().pairsLive() > 0
        && traffic.quiet().compareTo(limits.sessionIdle()) >= 0;
  }

  /** When to look again who is idle: a few times within the shorter limit. */
  private long idleCheckNanos() {
    long shorter =
        Stream.of(limits.pairIdle(), limits.sessionIdle())
            .filter(Duration::isPositive)
            .mapToLong(Duration::toNanos)
            .min()
            .orElse(Long.MAX_VALUE);
    return shorter == Long.MAX_VALUE ? shorter : shorter / 4;
  }

  /** Waits so long, or until the session is over. */
  void pause(Duration time) {
    long left = time.toNanos();
    lock.lock();
    try {
      while (list.overBecause() == null && left > 0) {
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
      if (list.overBecause() != null) {
        return false;
      }
      known = list.close(why);
      joined = traffic.live();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    joined.forEach(JoinedSockets::close);
    known.forEach(guest -> guest.socket.close());
    return true;
  }

  /** Connections that have proved themselves and are open. */
  int present() {
    lock.lock();
    try {
      return list.present();
    } finally {
      lock.unlock();
    }
  }

  /** Why the session is over; null while it lives. */
  @Nullable String overBecause() {
    lock.lock();
    try {
      return list.overBecause();
    } finally {
      lock.unlock();
    }
  }
}
