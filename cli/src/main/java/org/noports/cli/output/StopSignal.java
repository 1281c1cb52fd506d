package org.noports.cli.output;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns "please stop" into closing what is open, last opened first, in bounded time, and an exit
 * code of the program's choice: the Java machine's own would be 143 or 130.
 *
 * <p>Thread-safe. {@link #asked} runs on the shutdown hook's thread; the closing itself runs on one
 * more thread, so that a close that hangs cannot keep the process alive.
 */
public final class StopSignal {
  /** How long closing may take before the process ends regardless. */
  static final Duration LIMIT = Duration.ofSeconds(8);

  private final CountDownLatch asked = new CountDownLatch(1);
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private volatile boolean finished;
  private volatile int exitCode = 1;

  /** The exit code when the process is asked to stop from now on; 1 unless set. */
  public void exitsWith(int code) {
    exitCode = code;
  }

  /** Closes this too, should the process be asked to stop; at once when it was already. */
  public void closes(AutoCloseable resource) {
    boolean late;
    synchronized (open) {
      late = asked.getCount() == 0;
      if (!late) {
        open.push(resource);
      }
    }
    if (late) {
      close(resource);
    }
  }

  /** The owner has closed it, or is about to. */
  public void forget(AutoCloseable resource) {
    synchronized (open) {
      open.remove(resource);
    }
  }

  /** Whether the process was asked to stop; waits at most so long for it. */
  public boolean await(Duration limit) throws InterruptedException {
    return asked.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Whether the process was asked to stop. */
  public boolean isAsked() {
    return asked.getCount() == 0;
  }

  /** Closes everything without ending the process: for programs that run inside another one. */
  public void closeAll() {
    asked.countDown();
    while (true) {
      AutoCloseable next;
      synchronized (open) {
        next = open.poll();
      }
      if (next == null) {
        return;
      }
      close(next);
    }
  }

  /** The program has ended by itself: the exit code is its own, nothing is left to close. */
  void finished() {
    finished = true;
  }

  /** The shutdown hook: closes everything and ends the process with the code set before. */
  void asked() {
    if (finished) {
      return;
    }
    try {
      Thread closing = Thread.ofPlatform().daemon().name("stop closing").start(this::closeAll);
      closing.join(LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(exitCode);
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      // The process ends in any case; the next resource still gets its turn.
      System.getLogger(StopSignal.class.getName())
          .log(System.Logger.Level.WARNING, "closing failed: {0}", e.toString());
    }
  }
}
