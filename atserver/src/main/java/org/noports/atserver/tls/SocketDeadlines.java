package org.noports.atserver.tls;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends whatever blocks on a socket when its time is over. A timeout of reads would begin anew with
 * every byte of a slow peer; closing the plain socket below the TLS layer ends a handshake, read or
 * write at once, whatever it waits for.
 *
 * <p>Thread-safe. One thread, which only closes plain sockets and so never blocks.
 */
public final class SocketDeadlines implements AutoCloseable {
  private final ScheduledThreadPoolExecutor timer;

  /**
   * @param name of the timer's thread
   */
  public SocketDeadlines(String name) {
    timer = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name).factory());
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Closes the plain socket after that time unless the deadline is closed before. */
  public Deadline after(Duration time, Closeable plainSocket) {
    Deadline deadline = new Deadline(plainSocket);
    deadline.task =
        timer.schedule(deadline::pass, Math.max(0, time.toMillis()), TimeUnit.MILLISECONDS);
    return deadline;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** A limit that is running. */
  public static final class Deadline implements AutoCloseable {
    private final Closeable socket;
    private volatile boolean passed;
    private volatile @Nullable ScheduledFuture<?> task;

    private Deadline(Closeable socket) {
      this.socket = socket;
    }

    private void pass() {
      passed = true;
      try {
        socket.close();
      } catch (IOException e) {
        // It is as closed as it can be; who used it has its own failure.
        return;
      }
    }

    /** Whether the time was over, so that a failure seen is a timeout. */
    public boolean passed() {
      return passed;
    }

    @Override
    public void close() {
      ScheduledFuture<?> running = task;
      if (running != null) {
        running.cancel(false);
      }
    }
  }
}
