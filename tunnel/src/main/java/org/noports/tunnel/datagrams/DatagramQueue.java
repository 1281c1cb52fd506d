package org.noports.tunnel.datagrams;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.noports.protocol.tunnel.DatagramFrame;

/**
 * Datagrams on their way into the tunnel, in the form they have there (docs/extensions/udp.md), in
 * a ring of fixed size: who offers one never waits, and what finds no room is dropped.
 *
 * <p>Any thread offers, one takes. The lock guards all fields below it, never I/O.
 */
public final class DatagramQueue {
  private final long staleNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final byte[] ring;
  private final byte[] header = new byte[DatagramFrame.HEADER];
  private int head;
  private int filled;
  private long oldest;
  private long dropped;
  private boolean closed;

  public DatagramQueue(DatagramLimits limits) {
    ring = new byte[limits.queueBytes()];
    staleNanos = limits.stale().toNanos();
  }

  /** Takes a copy of what remains in the buffer; false when it was dropped. */
  public boolean offer(int flow, ByteBuffer datagram) {
    int length = datagram.remaining();
    lock.lock();
    try {
      if (closed
          || length > DatagramFrame.MAX_DATAGRAM
          || length + DatagramFrame.HEADER > ring.length - filled) {
        dropped++;
        return false;
      }
      if (filled == 0) {
        oldest = System.nanoTime();
      }
      DatagramFrame.header(flow, length, header, 0);
      append(ByteBuffer.wrap(header));
      append(datagram);
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The lock is held, and there is room. */
  private void append(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      int tail = (head + filled) % ring.length;
      int now = Math.min(bytes.remaining(), ring.length - tail);
      bytes.get(ring, tail, now);
      filled += now;
    }
  }

  /**
   * Waits for bytes and takes as many as fit: datagrams one behind the other, the last one perhaps
   * in part. 0 when none came in time; -1 when the queue is closed and empty.
   */
  int take(byte[] to, int offset, int most, Duration limit) throws InterruptedException {
    long left = limit.toNanos();
    lock.lock();
    try {
      while (filled == 0 && !closed) {
        if (left <= 0) {
          return 0;
        }
        left = changed.awaitNanos(left);
      }
      if (filled == 0) {
        return -1;
      }
      int taken = Math.min(most, filled);
      int first = Math.min(taken, ring.length - head);
      System.arraycopy(ring, head, to, offset, first);
      System.arraycopy(ring, 0, to, offset + first, taken - first);
      head = (head + taken) % ring.length;
      filled -= taken;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** A connection is there now: what waited too long for it is dropped. */
  void begin() {
    lock.lock();
    try {
      if (System.nanoTime() - oldest > staleNanos) {
        head = 0;
        filled = 0;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more is taken in; what is in is still taken out. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it has been closed. */
  void awaitClosed() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Datagrams that found no room. */
  public long dropped() {
    lock.lock();
    try {
      return dropped;
    } finally {
      lock.unlock();
    }
  }
}
