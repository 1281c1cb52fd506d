package org.noports.daemon;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.noports.protocol.name.AtSign;

/**
 * Runs each message on a virtual thread of its own, so that a slow or hostile request delays nobody
 * else. At most {@link DaemonLimits#messages()} at a time; one sender at most {@link
 * DaemonLimits#messagesPerSender()}, further ones of it are turned away.
 *
 * <p>{@link #submit} is called by one thread, the mailbox's; the rest is thread-safe.
 */
final class FairWorkers implements AutoCloseable {
  private final int perSender;
  private final Semaphore free;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("daemon message ", 1).factory());

  /** Messages being handled, by sender. Guarded by itself. */
  private final Map<AtSign, Integer> busy = new HashMap<>();

  FairWorkers(DaemonLimits limits) {
    this.perSender = limits.messagesPerSender();
    this.free = new Semaphore(limits.messages());
  }

  /**
   * Starts the work, or gives false when the sender has too much of it under way. Waits while all
   * workers are busy: the mailbox is bounded and every message ends within its deadlines.
   */
  boolean submit(AtSign sender, Runnable work) throws InterruptedException {
    if (!enter(sender)) {
      return false;
    }
    boolean started = false;
    try {
      free.acquire();
      try {
        threads.execute(() -> run(sender, work));
        started = true;
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
