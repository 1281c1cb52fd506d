package org.noports.client;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Work beside the steps of opening a session, each on a virtual thread. Closing it takes no more
 * work; what is under way is not interrupted, because that would break the connection it shares
 * with others, and ends within deadlines of its own.
 */
final class Background implements AutoCloseable {
  private final ExecutorService threads;

  Background(String name) {
    this.threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + " ", 1).factory());
  }

  <T extends @Nullable Object> Future<T> start(Callable<T> work) {
    return threads.submit(work);
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

  @Override
  public void close() {
    threads.shutdown();
  }
}
