package org.noports.atserver.store.sql;

import static java.lang.System.Logger.Level.DEBUG;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.noports.atserver.store.StoreException;

/**
 * The one thread that writes. Writes wait in a bounded queue; all that wait at once are committed
 * together, and so share one flush to disk. While many write at a time, groups begin some time
 * apart, which makes fewer and larger ones; a single writer never waits for that.
 *
 * <p>A platform thread, because native calls and the flush would pin a carrier of virtual threads.
 *
 * @param <P> what the engine's writes are
 */
public final class WriteQueue<P extends PendingWrite<?>> implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(WriteQueue.class.getName());
  private static final int QUEUE = 4_096;
  private static final int BATCH = 512;

  /** A group of so many shows that many write at a time. */
  private static final int MANY = 6;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private final Committer<P> committer;
  private final Duration apart;
  private final BlockingQueue<P> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Thread thread;
  private volatile boolean closing;

  /** Carries out writes. */
  @FunctionalInterface
  public interface Committer<P> {
    /** Makes them durable in their order and tells each its outcome; it may take some away. */
    void commit(List<P> batch);
  }

  /**
   * @param apart from the beginning of one group to that of the next, while many write
   */
  public WriteQueue(Committer<P> committer, Duration apart) {
    this.committer = committer;
    this.apart = apart;
    this.thread = Thread.ofPlatform().daemon().name("store writer").start(this::run);
  }

  /** Queues the write; whoever queued it waits for its outcome. */
  public void put(String what, P pending) {
    try {
      if (closing || !queue.offer(pending, LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StoreException(
            "The store did not take " + what + ": " + (closing ? "it is closed" : "overloaded"));
      }
      if (closing && queue.remove(pending)) {
        throw new StoreException("The store did not take " + what + ": it is closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("Interrupted while writing " + what, e);
    }
  }

  private void run() {
    List<P> batch = new ArrayList<>(BATCH);
    long next = System.nanoTime();
    while (!closing || !queue.isEmpty()) {
      try {
        batch.add(queue.take());
        awaitOthers(next);
        queue.drainTo(batch, BATCH - 1);
        next = System.nanoTime() + (batch.size() < MANY ? 0 : apart.toNanos());
        commit(batch);
      } catch (InterruptedException e) {
        LOG.log(DEBUG, "The store's writer was asked to end", e);
      } finally {
        batch.clear();
      }
    }
  }

  private void awaitOthers(long until) {
    for (long left = until - System.nanoTime();
        left > 0 && !closing && queue.size() < BATCH;
        left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private void commit(List<P> batch) {
    try {
      committer.commit(batch);
    } catch (RuntimeException | Error e) {
      batch.forEach(pending -> pending.fail(e));
    }
  }

  /** Takes what is queued to the disk and ends. */
  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    boolean interrupted = false;
    try {
      thread.join(LONGEST_WAIT);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    for (P late = queue.poll(); late != null; late = queue.poll()) {
      late.fail(new StoreException("The store is closed"));
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
