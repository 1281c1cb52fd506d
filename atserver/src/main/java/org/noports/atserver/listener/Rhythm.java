package org.noports.atserver.listener;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Does one thing again and again on a virtual thread of its own, until closed. */
public final class Rhythm implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Rhythm.class.getName());

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  private Rhythm(String name, Duration pause, Runnable task) {
    thread = Thread.ofVirtual().name(name).start(() -> repeat(name, pause, task));
  }

  /** Begins after the first pause. A task that fails is logged and tried again. */
  public static Rhythm every(Duration pause, String name, Runnable task) {
    return new Rhythm(name, pause, task);
  }

  private void repeat(String name, Duration pause, Runnable task) {
    try {
      while (!closed.await(Math.max(1, pause.toMillis()), TimeUnit.MILLISECONDS)) {
        try {
          task.run();
        } catch (RuntimeException e) {
          LOG.log(Level.ERROR, "{0} failed: {1}", name, e.getClass().getName());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends it, and waits for a run under way. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
