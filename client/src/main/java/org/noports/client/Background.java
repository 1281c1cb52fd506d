package org.noports.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Work beside the steps of opening a session, each on a virtual thread. Closing it takes no more
 * work; what is under way is not interrupted, because that would break the connection it shares
 * with others, and ends within deadlines of its own.
 */
final class Background implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Background.class.getName());

  private final ExecutorService threads;

  /** Work without a result. */
  @FunctionalInterface
  interface Chore {
    void run() throws InterruptedException;
  }

  Background(String name) {
    this.threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + " ", 1).factory());
  }

  <T extends @Nullable Object> Future<T> start(Callable<T> work) {
    return threads.submit(work);
  }

  /** Work that nobody waits for; its failure stands in the log. */
  void aside(Chore chore) {
    threads.execute(() -> {
      try {
        chore.run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        LOG.log(Level.INFO, "Work beside a session failed", e);
      }
    });
  }

  /** The result, or what the work threw. */
  static <T extends @Nullable Object> T result(Future<T> work) throws InterruptedException {
    try {
      return work.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  /** The result, unless the other work fails before in this way: then what that threw. */
  <T extends @Nullable Object> T resultUnless(
      Class<? extends RuntimeException> failure, Future<?> other, Future<T> work)
      throws InterruptedException {
    CountDownLatch either = new CountDownLatch(1);
    aside(() -> {
      if (failure.isInstance(failureOf(other))) {
        either.countDown();
      }
    });
    aside(() -> {
      failureOf(work);
      either.countDown();
    });
    either.await();
    if (!work.isDone()) {
      result(other);
    }
    return result(work);
  }

  /** After the end of the work; null when it has not failed. */
  private static @Nullable Throwable failureOf(Future<?> work) throws InterruptedException {
    try {
      work.get();
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  /** Whether the work has ended, after waiting so long at most. */
  static boolean isDone(Future<?> work, Duration limit) throws InterruptedException {
    try {
      work.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true;
    }
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
