package org.noports.relay;

import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.pump.Sockets;

/**
 * Connections that have not yet proved themselves, bounded in all and for each origin (sessions.md
 * 8.2). Who is one too many drives out the one that has been silent longest: of its own origin, or
 * of the origin with the most. So whoever answers in time comes in, however many are silent.
 * Thread-safe; the lock guards the fields below it, never I/O.
 *
 * @param <O> whom a connection is held against: the network it comes from, for example
 */
final class Crowd<O> {
  private final IntSupplier most;
  private final IntSupplier mostOfOrigin;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<O, SequencedSet<SocketChannel>> silent = new HashMap<>();
  private final Map<SocketChannel, O> origins = new HashMap<>();
  private boolean closed;

  /** Both limits are asked for each time: they may change. */
  Crowd(IntSupplier most, IntSupplier mostOfOrigin) {
    this.most = most;
    this.mostOfOrigin = mostOfOrigin;
  }

  /**
   * Takes one more in.
   *
   * @return who has to go for it, to be closed by the caller: another, the connection itself when
   *     nobody else can, or null
   */
  @Nullable SocketChannel admit(SocketChannel channel, O origin) {
    lock.lock();
    try {
      if (closed) {
        return channel;
      }
      SequencedSet<SocketChannel> ofOrigin = silent.get(origin);
      SocketChannel leaving = null;
      if (ofOrigin != null && ofOrigin.size() >= mostOfOrigin.getAsInt()) {
        leaving = ofOrigin.getFirst();
      } else if (origins.size() >= most.getAsInt()) {
        leaving = longestSilent();
        if (leaving == null) {
          return channel;
        }
      }
      if (leaving != null) {
        remove(leaving);
      }
      silent.computeIfAbsent(origin, none -> new LinkedHashSet<>()).add(channel);
      origins.put(channel, origin);
      return leaving;
    } finally {
      lock.unlock();
    }
  }

  /** Of the origin with the most; the lock is held. */
  private @Nullable SocketChannel longestSilent() {
    return silent.values().stream()
        .max(Comparator.comparingInt(SequencedSet::size))
        .map(SequencedSet::getFirst)
        .orElse(null);
  }

  /** It has said all that is to be checked, and is no longer driven out. */
  void answered(SocketChannel channel) {
    lock.lock();
    try {
      removeSilent(channel);
    } finally {
      lock.unlock();
    }
  }

  /** It has proved itself, or was turned away. */
  void leave(SocketChannel channel) {
    lock.lock();
    try {
      remove(channel);
    } finally {
      lock.unlock();
    }
  }

  private void remove(SocketChannel channel) {
    removeSilent(channel);
    origins.remove(channel);
  }

  private void removeSilent(SocketChannel channel) {
    O origin = origins.get(channel);
    SequencedSet<SocketChannel> ofOrigin = origin == null ? null : silent.get(origin);
    if (origin != null && ofOrigin != null) {
      ofOrigin.remove(channel);
      if (ofOrigin.isEmpty()) {
        silent.remove(origin);
      }
    }
  }

  int size() {
    lock.lock();
    try {
      return origins.size();
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
      all = List.copyOf(origins.keySet());
    } finally {
      lock.unlock();
    }
    all.forEach(Sockets::close);
  }
}
