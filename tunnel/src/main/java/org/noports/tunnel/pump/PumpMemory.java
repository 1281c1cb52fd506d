package org.noports.tunnel.pump;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.splice.PipeMemory;

/**
 * All the memory of one pump, under one limit: what is lent of each {@link Shelf}, pipes, and what
 * the shelves keep for the next borrower. That shrinks with what is lent, so that idle connections
 * hold no memory, and gives way when the limit is reached. Thread-safe; the lock guards shelves and
 * counters only.
 */
final class PumpMemory implements PipeMemory {
  private static final long ALWAYS_KEPT = 4L * 1024 * 1024;

  private final long limit;
  private final Object lock = new Object();
  private final List<Shelf<?>> shelves = new ArrayList<>();
  private long lent;
  private long kept;

  PumpMemory(long limit) {
    this.limit = limit;
  }

  /** A kind of thing that is lent, each of so many bytes. */
  <T> Shelf<T> shelf(int bytes, Supplier<T> maker) {
    Shelf<T> shelf = new Shelf<>(bytes, maker);
    synchronized (lock) {
      shelves.add(shelf);
    }
    return shelf;
  }

  /** Things of one size; the last one given back is lent first: a processor may still have it. */
  final class Shelf<T> {
    private final int bytes;
    private final Supplier<T> maker;
    private final Deque<T> free = new ArrayDeque<>();

    private Shelf(int bytes, Supplier<T> maker) {
      this.bytes = bytes;
      this.maker = maker;
    }

    /** Null when the limit does not allow one more. */
    @Nullable T borrow() {
      return lend(bytes, false) ? next() : null;
    }

    /** One more, also beyond the limit: for what something else bounds. */
    T borrowAnyway() {
      boolean lent = lend(bytes, true);
      assert lent;
      return next();
    }

    private T next() {
      @Nullable T one;
      synchronized (lock) {
        one = free.pollFirst();
        if (one != null) {
          kept -= bytes;
        }
        makeWay();
      }
      return one == null ? maker.get() : one;
    }

    void giveBack(T one) {
      synchronized (lock) {
        lent -= bytes;
        long all = kept + bytes;
        if (all <= Math.max(lent, ALWAYS_KEPT) && lent + all <= limit) {
          free.addFirst(one);
          kept = all;
        }
      }
    }
  }

  /** Room for a pipe; it counts as lent. */
  @Override
  public boolean take(int bytes) {
    synchronized (lock) {
      boolean taken = lend(bytes, false);
      makeWay();
      return taken;
    }
  }

  private boolean lend(int bytes, boolean anyway) {
    synchronized (lock) {
      if (!anyway && lent + bytes > limit) {
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

  /** The lock is held. What is dropped is the collector's to free. */
  private void makeWay() {
    for (Shelf<?> shelf : shelves) {
      while (lent + kept > limit && shelf.free.pollLast() != null) {
        kept -= shelf.bytes;
      }
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
}
