package org.noports.tunnel.pump;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Lends pairs of arrays for one read and its writes, the last one given back first, which a
 * processor still has in its cache. No more are lent than there are fast threads. Thread-safe; the
 * lock guards the deque and the counter only.
 */
final class ArrayPool {
  private static final int ALWAYS_KEPT = 8;

  private final Object lock = new Object();
  private final Deque<ArrayPair> free = new ArrayDeque<>();
  private int lent;

  ArrayPair borrow() {
    @Nullable ArrayPair pair;
    synchronized (lock) {
      lent++;
      pair = free.pollFirst();
    }
    return pair == null ? new ArrayPair() : pair;
  }

  void giveBack(ArrayPair pair) {
    synchronized (lock) {
      lent--;
      if (free.size() < Math.max(lent, ALWAYS_KEPT)) {
        free.addFirst(pair);
      }
    }
  }

  long lentBytes() {
    synchronized (lock) {
      return (long) lent * ArrayPair.BYTES;
    }
  }
}
