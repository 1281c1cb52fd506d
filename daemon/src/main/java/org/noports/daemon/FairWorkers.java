package org.noports.daemon;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.noports.protocol.name.AtSign;

/**
 * Runs each message on a virtual thread of its own, so that a slow or hostile request delays nobody
 * else. Of one sender and in all at most so many at a time; further ones of it are turned away.
 *
 * <p>{@link #submit} is called by one thread, the mailbox's; the rest is thread-safe.
 */
final class FairWorkers implements AutoCloseable {
  /** What becomes of a message while all workers are busy. */
  enum WhenBusy {
    /** It waits, and every later one with it. */
    WAIT,
    TURN_AWAY
  }

  private final int perSender;
  private final WhenBusy whenBusy;
  private final Semaphore free;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("daemon message ", 1).factory());

  /** Messages being handled, by sender. Guarded by itself. */
  private final Map<AtSign, Integer> busy = new HashMap<>();

  FairWorkers(int workers, int perSender, WhenBusy whenBusy) {
    this.perSender = perSender;
    this.whenBusy = whenBusy;
    this.free = new Semaphore(workers);
  }

  /**
   * Starts the work, or gives false when the sender has too much of it under way. With {@link
   * WhenBusy#WAIT} it waits for a free worker: the mailbox is bounded and every message ends within
   * its deadlines.
   */
  boolean submit(AtSign sender, Runnable work) throws InterruptedException {
    if (!enter(sender)) {
      return false;
    }
    boolean started = false;
    try {
      if (!takeWorker()) {
        return false;
      }
      try {
        threads.execute(() -> run(sender, work));
        started = true;
      } catch (RejectedExecutionException e) {
        return false; // Closed meanwhile.
      } finally {
        if (!started) {
          free.release();
        }
      }
    } finally {
      if (!started) {
        leave(sender);
      }
    }
    return true;
  }

  private boolean takeWorker() throws InterruptedException {
    return switch (whenBusy) {
      case WAIT -> {
        free.acquire();
        yield true;
      }
      case TURN_AWAY -> free.tryAcquire();
    };
  }

  private void run(AtSign sender, Runnable work) {
    try {
      work.run();
    } finally {
      free.release();
      leave(sender);
    }
  }

  private boolean enter(AtSign sender) {
    synchronized (busy) {
      int now = busy.getOrDefault(sender, 0);
      if (now >= perSender) {
        return false;
      }
      busy.put(sender, now + 1);
      return true;
    }
  }

  private void leave(AtSign sender) {
    synchronized (busy) {
      busy.computeIfPresent(sender, (of, now) -> now == 1 ? null : now - 1);
    }
  }

  /** Starts no more; whether what is under way has ended within the limit. */
  boolean drain(Duration limit) throws InterruptedException {
    threads.shutdown();
    return threads.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Interrupts what is under way and waits for it a short while. */
  @Override
  public void close() {
    close(Duration.ofSeconds(5));
  }

  private void close(Duration limit) {
    threads.shutdownNow();
    try {
      boolean ended = threads.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        System.getLogger(FairWorkers.class.getName())
            .log(
                System.Logger.Level.WARNING, "Messages still being handled at the end: left alone");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
