package org.noports.cli.srvd;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.noports.cli.output.Signals;
import org.noports.cli.output.Terminal;
import org.noports.cli.service.Systemd;
import org.noports.relay.Relay;

/**
 * The life of a running relay as its operator steers it.
 *
 * <pre>
 * serving  --SIGHUP---> serving, with its config file read again
 * serving  --SIGTERM--> draining: no new sessions; without any live ones over at once
 * draining --SIGTERM, the limit, or the last session's end--> over
 * any      --SIGINT---> over
 * </pre>
 *
 * <p>Thread-safe; signals come on threads of the platform.
 */
final class RelayService {
  /** What closing takes beside the sessions' time. */
  private static final Duration CLOSING = Duration.ofSeconds(20);

  /** For what an operator always sees, as the relay's own lines. */
  private static final Logger ALWAYS = System.getLogger(Relay.class.getName());

  private final Relay relay;
  private final Systemd systemd;
  private final AtomicInteger terminations = new AtomicInteger();
  private final CountDownLatch over = new CountDownLatch(1);
  // Changes when the config file is read again.
  private volatile Duration drainLimit;

  RelayService(Relay relay, Systemd systemd, Duration drainLimit) {
    this.relay = relay;
    this.systemd = systemd;
    this.drainLimit = drainLimit;
  }

  void drainLimit(Duration limit) {
    drainLimit = limit;
  }

  /** Serves until it is over. */
  void run(Terminal terminal) throws InterruptedException {
    Signals.handle("TERM", this::terminated);
    terminal.stop().closes(over::countDown);
    systemd.ready(relay::isServing);
    over.await();
    systemd.stopping(CLOSING);
  }

  /** SIGTERM: the first lets sessions end, the second does not. */
  void terminated() {
    boolean first = terminations.incrementAndGet() == 1;
    if (first && drainLimit.isPositive()) {
      Thread.ofPlatform().name("drain").start(this::drain);
    } else {
      over.countDown();
    }
  }

  private void drain() {
    Duration limit = drainLimit;
    try {
      boolean empty = relay.drain(Duration.ZERO);
      if (!empty) {
        ALWAYS.log(
            Level.ERROR,
            "Stopping: no new sessions; %d live ones have %d s to end (SIGTERM again: none)"
                .formatted(relay.sessions(), limit.toSeconds()));
        systemd.stopping(limit.plus(CLOSING));
        empty = relay.drain(limit);
      }
      ALWAYS.log(
          Level.ERROR,
          empty
              ? "Stopping: no session is left"
              : "Stopping: %d sessions are ended".formatted(relay.sessions()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      over.countDown();
    }
  }
}
