package org.noports.relay;

import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.pump.Sockets;

/**
 * Connections that have not yet proved themselves, bounded in all and for each origin (sessions.md
 * 8.2). Who is one too many drives out the one that has been silent longest: of its own origin, or
 * of the origin with the most. So whoever answers in time comes in, however many are silent, and
 * however late the machine comes to hear it. Thread-safe; the lock guards the fields below it,
 * never I/O.
 *
 * @param <O> whom a connection is held against: the network it comes from, for example
 */
final class Crowd<O> {
  private final IntSupplier most;
  private final IntSupplier mostOfOrigin;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<O, SequencedSet<SocketChannel>> silent = new HashMap<>();
  private final Map<SocketChannel, Member<O>> members = new HashMap<>();
  private boolean closed;

  private record Member<O>(O origin, BooleanSupplier isSilent) {}

  /** Both limits are asked for each time: they may change. */
  Crowd(IntSupplier most, IntSupplier mostOfOrigin) {
    this.most = most;
    this.mostOfOrigin = mostOfOrigin;
  }

  /**
   * Takes one more in.
   *
   * @param isSilent asked before it is driven out: it may have spoken and not been heard yet
   * @return who has to go for it, to be closed by the caller: another, the connection itself when
   *     nobody else can, or null
   */
  @Nullable SocketChannel admit(SocketChannel channel, O origin, BooleanSupplier isSilent) {
    lock.lock();
    try {
      if (closed) {
        return channel;
      }
      SequencedSet<SocketChannel> ofOrigin = silent.get(origin);
      SocketChannel leaving = null;
      if (ofOrigin != null && ofOrigin.size() >= mostOfOrigin.getAsInt()) {
        leaving = longestSilent(ofOrigin);
        if (leaving == null) {
          return channel;
        }
      } else if (members.size() >= most.getAsInt()) {
        leaving = longestSilent();
        if (leaving == null) {
          return channel;
        }
      }
      if (leaving != null) {
        remove(leaving);
      }
      silent.computeIfAbsent(origin, none -> new LinkedHashSet<>()).add(channel);
      members.put(channel, new Member<>(origin, isSilent));
      return leaving;
    } finally {
      lock.unlock();
    }
  }

  /** Of the origin with the most that has a silent one; the lock is held. */
  private @Nullable SocketChannel longestSilent() {
    Comparator<SequencedSet<SocketChannel>> bySize = Comparator.comparingInt(SequencedSet::size);
    SocketChannel found =
        silent.values().stream().max(bySize).map(this::longestSilent).orElse(null);
    return found != null
        ? found
        : silent.values().stream()
            .sorted(bySize.reversed())
            .flatMap(SequencedSet::stream)
            .filter(this::isSilent)
            .findFirst()
            .orElse(null);
  }

  /** The lock is held. */
  private @Nullable SocketChannel longestSilent(SequencedSet<SocketChannel> ofOrigin) {
    return ofOrigin.stream().filter(this::isSilent).findFirst().orElse(null);
  }

  /** The lock is held. */
  private boolean isSilent(SocketChannel channel) {
    Member<O> member = members.get(channel);
    return member != null && member.isSilent.getAsBoolean();
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
    members.remove(channel);
  }

  private void removeSilent(SocketChannel channel) {
    Member<O> member = members.get(channel);
    SequencedSet<SocketChannel> ofOrigin = member == null ? null : silent.get(member.origin);
    if (member != null && ofOrigin != null) {
      ofOrigin.remove(channel);
      if (ofOrigin.isEmpty()) {
        silent.remove(member.origin);
      }
    }
  }

  int size() {
    lock.lock();
    try {
      return members.size();
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
      all = List.copyOf(members.keySet());
    } finally {
      lock.unlock();
    }
    all.forEach(Sockets::close);
  }
}
