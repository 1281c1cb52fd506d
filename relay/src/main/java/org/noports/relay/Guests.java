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
  /** Sides that were told their ports come at once; a relay that is about to stop waits so long. */
  private static final Duration FINISHING_GRACE = Duration.ofSeconds(5);

  private final String name;
  private final RelayLimits limits;
  private final Premises premises;
  private final RelayCounters counters;
  private final Traffic traffic;
  private final long startedNanos = System.nanoTime();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Pairing<Guest> pairing = new Pairing<>();
  private final Set<Guest> waiting = new LinkedHashSet<>();
  private final Set<Guest> present = new HashSet<>();
  private boolean everPaired;
  private boolean finishing;
  private long lastPairEndedNanos;
  private @Nullable String overBecause;

  Guests(String name, RelayLimits limits, Premises premises, Traffic traffic) {
    this.name = name;
    this.limits = limits;
    this.premises = premises;
    this.counters = premises.counters();
    this.traffic = traffic;
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
      over = overBecause != null;
      if (!over) {
        present.add(guest);
        pair = queued(guest);
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

  /** The pair that a connection completes, or null when it waits. The lock is held. */
  private Pairing.@Nullable Pair<Guest> queued(Guest guest) {
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
      over = overBecause != null;
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
    pairing.pairEnded();
    lastPairEndedNanos = System.nanoTime();
    changed.signalAll();
  }

  /** The lock is held. */
  private Duration grace() {
    return finishing && FINISHING_GRACE.compareTo(limits.grace()) < 0
        ? FINISHING_GRACE
        : limits.grace();
  }

  /** From now on the session is over when both sides have left, also within its grace. */
  void finish() {
    lock.lock();
    try {
      finishing = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The lock is held. */
  private boolean haveAllLeft() {
    return everPaired && pairing.livePairs() == 0 && waiting.isEmpty();
  }

  /** How long nobody has been here since the last pair ended; negative when that is not so. */
  long nanosSinceAllLeft() {
    lock.lock();
    try {
      boolean left = haveAllLeft() && pairing.state() == Pairing.State.GRACE;
      return left ? System.nanoTime() - lastPairEndedNanos : -1;
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
        if (overBecause != null) {
          return overBecause;
        }
        long now = System.nanoTime();
        long next = startedNanos + grace().toNanos() - now;
        if ((next <= 0 || (finishing && haveAllLeft())) && pairing.state() == Pairing.State.GRACE) {
          pairing.graceOver();
        }
        if (pairing.state() == Pairing.State.CLOSED) {
          return everPaired ? "its last connection closed" : "nobody came";
        }
        if (next <= 0) {
          next = Long.MAX_VALUE;
        }
        next = Math.min(next, idleCheckNanos());
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
      return present.size();
    } finally {
      lock.unlock();
    }
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
}
