package org.noports.tunnel.pump;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Platform threads for the directions that carry most: a virtual thread that has to wait goes
 * through the poller and the scheduler, which costs a heavy stream much of its throughput. Their
 * number is bounded; a direction that finds none free stays where it is, and one whose receiver
 * stands still gives its thread back where the system tells of that. Thread-safe.
 */
final class FastLane implements AutoCloseable {
  private static final long KEEP_MILLIS = 2_000;

  private final ThreadPoolExecutor threads;

  FastLane(int most) {
    threads =
        new ThreadPoolExecutor(
            0,
            Math.max(most, 1),
            KEEP_MILLIS,
            TimeUnit.MILLISECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("pump ", 0).factory());
    if (most == 0) {
      threads.shutdown();
    }
  }

  /** Work of the fast lane; ends by itself when its sockets are closed. */
  interface Work {
    void run() throws IOException;
  }

  /**
   * Runs the work on a fast thread while the calling thread waits; false, at once, when none is
   * free.
   */
  boolean run(String name, Work work) throws IOException {
    Ride ride = new Ride(name, work);
    try {
      threads.execute(ride);
    } catch (RejectedExecutionException e) {
      return false;
    }
    ride.await();
    return true;
  }

  /** How many have a thread now. */
  int riding() {
    return threads.getActiveCount();
  }

  /** How many have given theirs back so far. */
  long rides() {
    return threads.getCompletedTaskCount();
  }

  @Override
  public void close() {
    threads.shutdown();
  }

  private static final class Ride implements Runnable {
    private final String name;
    private final Work work;
    private final CountDownLatch ended = new CountDownLatch(1);
    // Written by the fast thread before the latch, read by the waiting thread after it.
    private @Nullable IOException failure;
    private @Nullable Throwable defect;

    Ride(String name, Work work) {
      this.name = name;
      this.work = work;
    }

    @Override
    @SuppressWarnings("CatchingUnchecked") // handed to the waiting thread, which throws it
    public void run() {
      Thread thread = Thread.currentThread();
      String own = thread.getName();
      thread.setName(name);
      try {
        work.run();
      } catch (IOException e) {
        failure = e;
      } catch (RuntimeException | Error e) {
        defect = e;
      } finally {
        thread.setName(own);
        ended.countDown();
      }
    }

    /** Not interruptible: the sockets are closed to end the work. */
    void await() throws IOException {
      boolean interrupted = false;
      while (true) {
        try {
          ended.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (failure != null) {
        throw failure;
      }
      if (defect != null) {
        throw new IllegalStateException("a pump failed: " + name, defect);
      }
    }
  }
}
