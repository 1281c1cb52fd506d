package org.noports.tunnel.pump;

import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.noports.tunnel.splice.SocketPoll;

/**
 * Memory for what waiting sockets keep, bounded over all of them: those of every session of a relay
 * share one room. When it is full they are not read any more until they have their partners, and
 * nothing else changes for them. Thread-safe.
 */
public final class WaitingRoom {
  private final Pump pump;
  private final LongSupplier most;
  private final AtomicLong kept = new AtomicLong();

  /**
   * @param most bytes kept, asked for each time: it may change
   */
  public WaitingRoom(Pump pump, LongSupplier most) {
    this.pump = pump;
    this.most = most;
  }

  /** Bytes kept now. */
  public long kept() {
    return kept.get();
  }

  /** Room for bytes that are there already; a quarter of the room is for them alone. */
  boolean admit(int bytes) {
    return take(bytes, bytes, most.getAsLong()) == bytes;
  }

  /** Room for bytes to be read: for how many of them there is some. */
  int take(int bytes) {
    long all = most.getAsLong();
    return take(bytes, 0, all - all / 4);
  }

  private int take(int bytes, int least, long limit) {
    while (true) {
      long before = kept.get();
      int taken = Math.clamp(limit - before, 0, bytes);
      if (taken < least) {
        return 0;
      }
      if (kept.compareAndSet(before, before + taken)) {
        return taken;
      }
    }
  }

  void giveBack(int bytes) {
    kept.addAndGet(-bytes);
  }

  /** Whether the peer of a socket has gone although not all it said was read. */
  boolean hasGone(SocketChannel socket) {
    SocketPoll poll = pump.poll();
    return poll != null && poll.hasHungUp(socket);
  }
}
