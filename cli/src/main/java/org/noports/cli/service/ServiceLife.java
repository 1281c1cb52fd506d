package org.noports.cli.service;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.noports.cli.output.Signals;
import org.noports.cli.output.Terminal;

/**
 * The life of a running relay or daemon as its operator steers it.
 *
 * <pre>
 * serving  --SIGTERM--> draining: no new sessions; without any live ones over at once
 * draining --SIGTERM, the limit, or the last session's end--> over
 * any      --SIGINT---> over
 * </pre>
 *
 * <p>Thread-safe; signals come on threads of the platform.
 */
public final class ServiceLife {
  /** What closing takes beside the sessions' time. */
  private static final Duration CLOSING = Duration.ofSeconds(20);

  private final Service service;
  private final Systemd systemd;
  private final Logger always;
  private final AtomicInteger terminations = new AtomicInteger();
  private final CountDownLatch over = new CountDownLatch(1);
  // Changes when the config file is read again.
  private volatile Duration drainLimit;

  /** What serves sessions. */
  public interface Service {
    /** Whether it takes sessions. */
    boolean isServing();

    /** Sessions open now. */
    int sessions();

    /** Takes no more sessions and waits until none is left; false when the limit is over before. */
    boolean drain(Duration limit) throws InterruptedException;
  }

  /**
   * @param always logs what an operator always sees
   */
  public ServiceLife(Service service, Systemd systemd, Duration drainLimit, Logger always) {
    this.service = service;
    this.systemd = systemd;
    this.drainLimit = drainLimit;
    this.always = always;
  }

  public void drainLimit(Duration limit) {
    drainLimit = limit;
  }

  /** Serves until it is over. */
  public void run(Terminal terminal) throws InterruptedException {
    Signals.handle("TERM", this::terminated);
    systemd.whenMainProcessEnds(this::abandoned);
    terminal.stop().closes(over::countDown);
    systemd.ready(service::isServing);
    over.await();
    systemd.stopping(CLOSING);
  }

  /** SIGTERM: the first lets sessions end, the second does not. */
  private void terminated() {
    if (terminations.incrementAndGet() == 1) {
      end();
    } else {
      over.countDown();
    }
  }

  /** The main process is gone: most likely it has passed its SIGTERM on before. */
  private void abandoned() {
    if (terminations.compareAndSet(0, 1)) {
      end();
    }
  }

  private void end() {
    if (drainLimit.isPositive()) {
      Thread.ofPlatform().name("drain").start(this::drain);
    } else {
      over.countDown();
    }
  }

  private void drain() {
    Duration limit = drainLimit;
    try {
      boolean empty = service.drain(Duration.ZERO);
      if (!empty) {
        always.log(
            Level.ERROR,
            "Stopping: no new sessions; %d live ones have %d s to end (SIGTERM again: none)"
                .formatted(service.sessions(), limit.toSeconds()));
        systemd.stopping(limit.plus(CLOSING));
        empty = service.drain(limit);
      }
      always.log(
          Level.ERROR,
          empty
              ? "Stopping: no session is left"
              : "Stopping: %d sessions are ended".formatted(service.sessions()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      over.countDown();
    }
  }
}
