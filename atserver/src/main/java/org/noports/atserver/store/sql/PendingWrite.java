package org.noports.atserver.store.sql;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.StoreException;

/**
 * A queued write with its outcome, which counts only once the commit is done. The writer's thread
 * completes it, one other waits for it.
 */
public abstract class PendingWrite<T extends @Nullable Object> {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private final CompletableFuture<T> result = new CompletableFuture<>();

  protected PendingWrite() {}

  /** The write is durable. */
  protected final void succeed(T outcome) {
    result.complete(outcome);
  }

  /** Whether it has an outcome already. */
  public final boolean isOver() {
    return result.isDone();
  }

  /** Nothing was written, as far as can be known. */
  public final void fail(Throwable why) {
    result.completeExceptionally(why);
  }

  /** Waits until the write is durable. */
  public final T await(String what) {
    try {
      return result.get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
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
}
