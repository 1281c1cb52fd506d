package org.noports.tunnel.pump;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Lends scratch for one conversion, so that idle connections hold none. Thread-safe. */
final class ScratchPool {
  private static final int KEPT = 64;

  private final ConcurrentLinkedQueue<Scratch> free = new ConcurrentLinkedQueue<>();
  private final AtomicInteger kept = new AtomicInteger();

  Scratch borrow() {
    @Nullable Scratch scratch = free.poll();
    if (scratch == null) {
      return new Scratch();
    }
    kept.decrementAndGet();
    return scratch;
  }

  void giveBack(Scratch scratch) {
    if (kept.incrementAndGet() <= KEPT) {
      free.offer(scratch);
    } else {
      kept.decrementAndGet();
    }
  }
}
