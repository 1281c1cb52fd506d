package org.noports.tunnel.pump;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Transforms the bytes of direct buffers through small arrays: ciphers are three to four times
 * faster on arrays, and copies of a slice that fits the processor's nearest cache cost little. The
 * arrays are shared, so idle connections hold none. Thread-safe.
 */
final class Slices {
  static final int LENGTH = 16 * 1024;
  private static final int KEPT = 64;

  private static final class Pair {
    final byte[] in = new byte[LENGTH];
    final byte[] out = new byte[LENGTH];
  }

  private final ConcurrentLinkedQueue<Pair> free = new ConcurrentLinkedQueue<>();
  private final AtomicInteger kept = new AtomicInteger();

  /** Transforms what is between position and limit, in place. */
  void transform(Transform transform, ByteBuffer buffer) {
    Pair pair = borrow();
    try {
      int end = buffer.limit();
      for (int at = buffer.position(); at < end; at += LENGTH) {
        int length = Math.min(LENGTH, end - at);
        buffer.get(at, pair.in, 0, length);
        transform.apply(pair.in, 0, length, pair.out, 0);
        buffer.put(at, pair.out, 0, length);
      }
    } finally {
      giveBack(pair);
    }
  }

  private Pair borrow() {
    @Nullable Pair pair = free.poll();
    if (pair == null) {
      return new Pair();
    }
    kept.decrementAndGet();
    return pair;
  }

  private void giveBack(Pair pair) {
    if (kept.incrementAndGet() <= KEPT) {
      free.offer(pair);
    } else {
      kept.decrementAndGet();
    }
  }
}
