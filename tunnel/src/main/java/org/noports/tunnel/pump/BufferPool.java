package org.noports.tunnel.pump;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.noports.tunnel.splice.PipeMemory;

/**
 * Direct buffers in four sizes, lent for one read and its writes. What is lent is bounded: beyond
 * the limit every borrower gets the smallest size, whose number the connections bound. What is kept
 * for the next borrower shrinks with what is lent, so that idle connections hold no memory. Pipes
 * count like buffers. Thread-safe; the lock guards deques and counters only.
 */
final class BufferPool implements PipeMemory {
  private static final int[] SIZES = {PumpLimits.SMALLEST_READ, 64 * 1024, 256 * 1024, 1024 * 1024};
  private static final long ALWAYS_KEPT = 4L * 1024 * 1024;

  private final int largest;
  private final long limit;
  private final Object lock = new Object();
  private final Deque<ByteBuffer>[] free;
  private long lent;
  private long kept;

  BufferPool(int largestRead, long limit) {
    this.largest = largestRead;
    this.limit = limit;
    @SuppressWarnings({"unchecked", "rawtypes"})
    Deque<ByteBuffer>[] deques = new Deque[SIZES.length];
    for (int i = 0; i < deques.length; i++) {
      deques[i] = new ArrayDeque<>();
    }
    this.free = deques;
  }

  /** An empty buffer with room for so many bytes if limits allow, and at least the smallest. */
  ByteBuffer borrow(int wanted) {
    return borrow(wanted, 1);
  }

  /** As above, with room for the least whatever the limits say. */
  ByteBuffer borrow(int wanted, int least) {
    int size = sizeFor(Math.min(wanted, Math.max(largest, least)));
    ByteBuffer buffer;
    synchronized (lock) {
      if (lent + SIZES[size] > limit) {
        size = sizeFor(least);
      }
      lent += SIZES[size];
      buffer = free[size].pollFirst();
      if (buffer != null) {
        kept -= SIZES[size];
      }
    }
    return buffer == null ? ByteBuffer.allocateDirect(SIZES[size]) : buffer.clear();
  }

  void giveBack(ByteBuffer buffer) {
    int size = sizeFor(buffer.capacity());
    synchronized (lock) {
      lent -= SIZES[size];
      if (kept + SIZES[size] <= Math.max(lent, ALWAYS_KEPT)) {
        free[size].addFirst(buffer);
        kept += SIZES[size];
      }
    }
  }

  /** Room for a pipe; it counts as lent. */
  @Override
  public boolean take(int bytes) {
    synchronized (lock) {
      if (lent + bytes > limit) {
        return false;
      }
      lent += bytes;
      return true;
    }
  }

  @Override
  public void giveBack(int bytes) {
    synchronized (lock) {
      lent -= bytes;
    }
  }

  long lent() {
    synchronized (lock) {
      return lent;
    }
  }

  long kept() {
    synchronized (lock) {
      return kept;
    }
  }

  private static int sizeFor(int wanted) {
    int size = 0;
    while (size < SIZES.length - 1 && SIZES[size] < wanted) {
      size++;
    }
    return size;
  }
}
