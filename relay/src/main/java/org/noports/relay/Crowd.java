package org.noports.relay;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.pump.Sockets;

/**
 * The connections at the single port that have not yet proved themselves, bounded in all and for
 * each address (sessions.md 8.2). Who is one too many drives out the one that has been silent
 * longest: of its own address, or of the address with the most. So whoever answers in time comes
 * in, however many are silent. Thread-safe; the lock guards the fields below it, never I/O.
 */
final class Crowd {
  private static final int IPV6_NETWORK_BYTES = 8;

  private final int most;
  private final int mostOfAddress;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<ByteBuffer, SequencedSet<SocketChannel>> silent = new HashMap<>();
  private final Map<SocketChannel, ByteBuffer> origins = new HashMap<>();
  private boolean closed;

  Crowd(int most, int mostOfAddress) {
    this.most = most;
    this.mostOfAddress = mostOfAddress;
  }

  /**
   * Takes one more in.
   *
   * @return who has to go for it, to be closed by the caller: another, the connection itself when
   *     nobody else can, or null
   */
  @Nullable SocketChannel admit(SocketChannel channel, InetAddress from) {
    ByteBuffer origin = origin(from);
    lock.lock();
    try {
      if (closed) {
        return channel;
      }
      SequencedSet<SocketChannel> ofAddress = silent.get(origin);
      SocketChannel leaving = null;
      if (ofAddress != null && ofAddress.size() >= mostOfAddress) {
        leaving = ofAddress.getFirst();
      } else if (origins.size() >= most) {
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

  /** Of the address with the most; the lock is held. */
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
    ByteBuffer origin = origins.get(channel);
    SequencedSet<SocketChannel> ofAddress = origin == null ? null : silent.get(origin);
    if (origin != null && ofAddress != null) {
      ofAddress.remove(channel);
      if (ofAddress.isEmpty()) {
        silent.remove(origin);
      }
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

  /** Whoever has an IPv6 address has all of its network. */
  private static ByteBuffer origin(InetAddress address) {
    byte[] bytes = address.getAddress();
    int significant = address instanceof Inet6Address ? IPV6_NETWORK_BYTES : bytes.length;
    return ByteBuffer.wrap(bytes, 0, significant).slice();
  }
}
