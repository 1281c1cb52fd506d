package org.noports.tunnel.rendezvous;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The connections a client's side keeps at the relay for those that come next
 * (docs/extensions/prepared-connections.md). Each is made by a virtual thread of its own, which the
 * session's lifetime knows; the lifetime also owns what is made. Thread-safe; the lock guards the
 * queue, never I/O.
 */
final class PreparedConnections {
  private static final Logger LOG = System.getLogger(PreparedConnections.class.getName());

  private final int most;
  private final Lifetime lifetime;

  /** Makes one that is announced and through to the relay; its HELLO is still to be heard. */
  private final Callable<RelayStream.Authenticated> making;

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock. */
  private final Deque<FutureTask<RelayStream.Authenticated>> queue = new ArrayDeque<>();

  PreparedConnections(int most, Lifetime lifetime, Callable<RelayStream.Authenticated> making) {
    this.most = most;
    this.lifetime = lifetime;
    this.making = making;
  }

  /** Begins to make those that lack; does not wait. */
  void fill() {
    for (FutureTask<RelayStream.Authenticated> next = oneMore(); next != null; next = oneMore()) {
      if (!lifetime.start("preparation", next)) {
        next.cancel(false);
        return;
      }
    }
  }

  private @Nullable FutureTask<RelayStream.Authenticated> oneMore() {
    lock.lock();
    try {
      if (queue.size() >= most) {
        return null;
      }
      FutureTask<RelayStream.Authenticated> next = new FutureTask<>(making);
      queue.add(next);
      return next;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The first; the caller's from now on. Null when there is none. One that is being made is waited
   * for: a connection dialled instead would stand behind it.
   */
  RelayStream.@Nullable Authenticated take() throws IOException {
    for (FutureTask<RelayStream.Authenticated> first = poll(); first != null; first = poll()) {
      try {
        return first.get();
      } catch (ExecutionException | CancellationException e) {
        LOG.log(Level.DEBUG, () -> "a connection could not be prepared: " + e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while a connection is prepared");
      }
    }
    return null;
  }

  private @Nullable FutureTask<RelayStream.Authenticated> poll() {
    lock.lock();
    try {
      return queue.poll();
    } finally {
      lock.unlock();
    }
  }
}
