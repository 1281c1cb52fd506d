package org.noports.relay;

import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.noports.tunnel.pump.Sockets;

/**
 * The connections of a session that have not yet proved themselves, within a bound (sessions.md
 * 8.2). Thread-safe; the lock guards the fields below it, never I/O.
 */
final class Strangers {
  private final int most;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<SocketChannel> channels = new HashSet<>();
  private boolean closed;

  Strangers(int most) {
    this.most = most;
  }

  /**
   * Takes one more; false when the session has ended. Waits while there are too many: a side may
   * dial faster than lines are verified, and one of its connections turned away would shift the
   * pairing of all later ones. Each decides within the authentication time; those behind wait in
   * the listener's queue.
   */
  boolean admit(SocketChannel channel) {
    lock.lock();
    try {
      while (!closed && channels.size() >= most) {
        changed.awaitUninterruptibly();
      }
      return !closed && channels.add(channel);
    } finally {
      lock.unlock();
    }
  }

  /** It has proved itself, or was turned away. */
  void leave(SocketChannel channel) {
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
    lock.lock();
    try {
      return channels.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Closes all of them and takes no more. */
  void close() {
    List<SocketChannel> all;
    lock.lock();
    try {
      closed = true;
      all = List.copyOf(channels);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    all.forEach(Sockets::close);
  }
}
