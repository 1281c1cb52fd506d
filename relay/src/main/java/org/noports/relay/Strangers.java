package org.noports.relay;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtSign;
import org.noports.tunnel.pump.Sockets;

/**
 * The connections of a session of two ports that have not yet proved themselves, within a bound
 * (sessions.md 8.2). One too many drives out the one of the largest {@link Crowd} that has been
 * silent longest, so a crowd at the doors keeps nobody out who speaks. All sessions together have a
 * bound too: there the one that has been longest at the doors of the client with the most has to
 * go, whether it spoke or not. Thread-safe; the lock guards the fields below it, never I/O.
 */
final class Strangers {
  /** One that has spoken may prove to have stopped in the middle of its line. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(1);

  private final int most;
  private final AtSign client;
  private final Crowd<AtSign> all;
  private final RelayCounters counters;
  private final Crowd<Network> crowd;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<SocketChannel> channels = new HashSet<>();
  private boolean closed;

  /**
   * @param all those of every session, by client
   */
  Strangers(int most, AtSign client, Crowd<AtSign> all, RelayCounters counters) {
    this.most = most;
    this.client = client;
    this.all = all;
    this.counters = counters;
    this.crowd = new Crowd<>(() -> most, () -> most);
  }

  /**
   * Takes one more; false when the session has ended. Waits while all have spoken and are to be
   * read or verified: a side may dial faster than that, and one of its connections turned away
   * would shift the pairing of all later ones. Those behind wait in the listener's queue.
   */
  boolean admit(SocketChannel channel, Speaker speaker) throws IOException {
    Network from = Network.of(channel);
    SocketChannel leaving = crowd.admit(channel, from, speaker::isSilent);
    while (channel.equals(leaving) && awaitChange()) {
      leaving = crowd.admit(channel, from, speaker::isSilent);
    }
    if (channel.equals(leaving)) {
      return false;
    }
    lock.lock();
    try {
      channels.remove(leaving);
      channels.add(channel);
    } finally {
      lock.unlock();
    }
    turnAway(leaving);
    leaving = all.admit(channel, client, () -> true);
    if (channel.equals(leaving)) {
      leave(channel);
      return false;
    }
    turnAway(leaving);
    return true;
  }

  /** Its own thread meets the end of it and takes it out, wherever it is. */
  private void turnAway(@Nullable SocketChannel leaving) {
    if (leaving != null) {
      counters.connectionsOverLimit.increment();
      Sockets.reset(leaving);
    }
  }

  /** Until one has left, or it is time to look again; false when the session has ended. */
  private boolean awaitChange() {
    long left = LOOK_AGAIN.toNanos();
    lock.lock();
    try {
      while (!closed && channels.size() >= most && left > 0) {
        left = changed.awaitNanos(left);
      }
      return !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** It has said its line, and is no longer driven out. */
  void spoke(SocketChannel channel) {
    crowd.answered(channel);
  }

  /** It has proved itself, or was turned away. */
  void leave(SocketChannel channel) {
    crowd.leave(channel);
    all.leave(channel);
    lock.lock();
    try {
      channels.remove(channel);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return channels.size();
    } finally {
      lock.unlock();
    }
  }

  boolean isEmpty() {
    return size() == 0;
  }

  /** Closes all of them and takes no more. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    crowd.close();
  }
}
