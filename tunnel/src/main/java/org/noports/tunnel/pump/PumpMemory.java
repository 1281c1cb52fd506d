package org.noports.tunnel.pump;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.splice.PipeMemory;

/**
 * All the memory of one pump, under one limit: what is lent of each {@link Shelf}, pipes, and what
 * the shelves keep for the next borrower. That shrinks with what is lent, so that idle connections
 * hold no memory, and gives way when the limit is reached or this is closed. What is not kept is
 * freed at once. Thread-safe; the lock guards shelves and counters only.
 */
final class PumpMemory implements PipeMemory, AutoCloseable {
  private static final long ALWAYS_KEPT = 4L * 1024 * 1024;

  /** So many times what is lent is kept at most. */
  private static final int KEPT_OF_LENT = 4;

  private final long limit;
  private final Object lock = new Object();
  private final List<Shelf<?>> shelves = new CopyOnWriteArrayList<>();
  private long lent;
  private long kept;
  private boolean closed;

  PumpMemory(long limit) {
    this.limit = limit;
  }

  /** A kind of thing that is lent, each of so many bytes; dropped, it is the collector's. */
  <T> Shelf<T> shelf(int bytes, Supplier<T> maker) {
    return shelf(bytes, maker, dropped -> {});
  }

  /**
   * A kind of thing that is lent, each of so many bytes.
   *
   * @param freer what becomes of one that nobody will borrow again
   */
  <T> Shelf<T> shelf(int bytes, Supplier<T> maker, Consumer<T> freer) {
    Shelf<T> shelf = new Shelf<>(bytes, maker, freer);
    shelves.add(shelf);
    return shelf;
  }

  /** Things of one size; the last one given back is lent first: a processor may still have it. */
  final class Shelf<T> {
    private final int bytes;
    private final Supplier<T> maker;
    private final Consumer<T> freer;
    private final Deque<T> free = new ArrayDeque<>();

    private Shelf(int bytes, Supplier<T> maker, Consumer<T> freer) {
      this.bytes = bytes;
      this.maker = maker;
      this.freer = freer;
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
      }
      makeWay();
      return one == null ? maker.get() : one;
    }

    void giveBack(T one) {
      boolean keep;
      synchronized (lock) {
        lent -= bytes;
        long all = kept + bytes;
        keep = !closed && all <= Math.max(lent, ALWAYS_KEPT) && lent + all <= limit;
        if (keep) {
          free.addFirst(one);
          kept = all;
        }
      }
      if (!keep) {
        freer.accept(one);
      }
      makeWay();
    }

    /** Frees what is kept as long as that is too much. */
    private void shrink() {
      while (true) {
        @Nullable T one;
        synchronized (lock) {
          one = keptTooMuch() ? free.pollLast() : null;
          if (one == null) {
            return;
          }
          kept -= bytes;
        }
        freer.accept(one);
      }
    }
  }

  /** Room for a pipe; it counts as lent. */
  @Override
  public boolean take(int bytes) {
    boolean taken = lend(bytes, false);
    makeWay();
    return taken;
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

  private void makeWay() {
    synchronized (lock) {
      if (!keptTooMuch()) {
        return;
      }
    }
    shelves.forEach(Shelf::shrink);
  }

  /** The lock is held. What is lent goes up and down: only far less of it lets go of the rest. */
  private boolean keptTooMuch() {
    return kept > 0
        && (closed || lent + kept > limit || kept > Math.max(KEPT_OF_LENT * lent, ALWAYS_KEPT));
  }

  /** Keeps nothing from now on; what is lent may still be given back. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    makeWay();
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
