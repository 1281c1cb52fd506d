package org.noports.atserver.store.sqlite;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.StoreException;

/**
 * The one thread that writes. Writes wait in a bounded queue; all that wait at once share one
 * transaction, and so one flush to disk. A write's future completes after the commit.
 *
 * <p>When SQLite refuses one write, the transaction is rolled back and begun again without it: the
 * others are not harmed by it. What a write's own decision throws comes before it changed anything,
 * and fails it alone.
 *
 * <p>A platform thread, because native calls and the flush would pin a carrier of virtual threads.
 */
final class GroupCommitWriter implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(GroupCommitWriter.class.getName());
  private static final int QUEUE = 4_096;
  private static final int BATCH = 512;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private final SqliteConnection connection;
  private final BlockingQueue<Pending<?>> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Listeners listeners;
  private final Thread thread;
  private volatile boolean closing;

  /** A write; it may run more than once, and only the last run counts. */
  @FunctionalInterface
  interface Write<T extends @Nullable Object> {
    T run(SqliteConnection connection, Events events) throws SQLException;
  }

  GroupCommitWriter(SqliteConnection connection, Listeners listeners) {
    this.connection = connection;
    this.listeners = listeners;
    this.thread = Thread.ofPlatform().daemon().name("store writer").start(this::run);
  }

  /** Queues the write and waits until it is durable. */
  <T extends @Nullable Object> T write(String what, Write<T> write) {
    Pending<T> pending = new Pending<>(write);
    try {
      if (closing || !queue.offer(pending, LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StoreException(
            "The store did not take " + what + ": " + (closing ? "it is closed" : "overloaded"));
      }
      if (closing && queue.remove(pending)) {
        throw new StoreException("The store did not take " + what + ": it is closed");
      }
      return pending.result.get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("Interrupted while writing " + what, e);
    } catch (TimeoutException e) {
      throw new StoreException("The store is too slow: no answer about " + what + " in time", e);
    } catch (ExecutionException e) {
      throw failure(what, e.getCause() == null ? e : e.getCause());
    }
  }

  private static RuntimeException failure(String what, Throwable cause) {
    if (cause instanceof SQLException sql) {
      return new StoreException("The store failed to write " + what + ": " + sql.getMessage(), sql);
    }
    if (cause instanceof RuntimeException decision) {
      // Thrown on the writer's thread: what the decision refused, as the caller expects it.
      return decision;
    }
    return new StoreException("The store failed to write " + what, cause);
  }

  private void run() {
    List<Pending<?>> batch = new ArrayList<>(BATCH);
    while (!closing || !queue.isEmpty()) {
      try {
        batch.add(queue.take());
        queue.drainTo(batch, BATCH - 1);
        commit(batch);
      } catch (InterruptedException e) {
        LOG.log(DEBUG, "The store's writer was asked to end", e);
      } finally {
        batch.clear();
      }
    }
  }

  private void commit(List<Pending<?>> batch) {
    while (!batch.isEmpty()) {
      Events events = new Events();
      Pending<?> failed = null;
      try {
        connection.begin();
        for (Iterator<Pending<?>> each = batch.iterator(); each.hasNext(); ) {
          Pending<?> pending = each.next();
          failed = pending;
          if (!pending.run(connection, events)) {
            each.remove();
          }
        }
        failed = null;
        connection.commit();
      } catch (SQLException | RuntimeException | Error e) {
        undo();
        if (failed == null) {
          batch.forEach(pending -> pending.result.completeExceptionally(e));
          return;
        }
        failed.result.completeExceptionally(e);
        batch.remove(failed);
        continue;
      }
      listeners.tell(events);
      batch.forEach(Pending::succeed);
      return;
    }
  }

  private void undo() {
    try {
      connection.rollback();
    } catch (SQLException e) {
      LOG.log(ERROR, "The store could not undo a failed transaction: " + e.getMessage());
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
    for (Pending<?> late = queue.poll(); late != null; late = queue.poll()) {
      late.result.completeExceptionally(new StoreException("The store is closed"));
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** A queued write with its outcome, which counts only once the commit is done. */
  private static final class Pending<T extends @Nullable Object> {
    private final Write<T> write;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private @Nullable Runnable success;

    Pending(Write<T> write) {
      this.write = write;
    }

    /** False when the write's own decision threw; it has changed nothing then. */
    boolean run(SqliteConnection connection, Events events) throws SQLException {
      try {
        T outcome = write.run(connection, events);
        success = () -> result.complete(outcome);
        return true;
      } catch (DecisionFailed e) {
        result.completeExceptionally(e.thrown);
        return false;
      }
    }

    void succeed() {
      if (success != null) {
        success.run();
      }
    }
  }

  /** Carries what a decision threw past the handling of storage failures. */
  static final class DecisionFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final RuntimeException thrown;

    DecisionFailed(RuntimeException thrown) {
      super(thrown);
      this.thrown = thrown;
    }
  }
}
