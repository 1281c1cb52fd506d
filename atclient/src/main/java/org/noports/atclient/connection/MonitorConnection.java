package org.noports.atclient.connection;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.atclient.ConnectionLost;
import org.noports.atclient.Timeouts;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.verb.Command;
import org.noports.protocol.verb.Monitor;
import org.noports.protocol.verb.Noop;
import org.noports.protocol.wire.ServerLine;

/**
 * A connection that shows notifications, and its heartbeat (atclient.md 4.6). The heartbeat has a
 * thread of its own; thread-safe.
 */
public final class MonitorConnection implements AutoCloseable {
  /** A server that reads two lines at once takes them for one bad command (atprotocol.md 2.2). */
  private static final Duration PAUSE_FOR_CHUNKY_SERVERS = Duration.ofMillis(300);

  /** An answer later than this part of its limit makes the supervisor dial a second connection. */
  private static final int SUSPICIOUS_PART = 3;

  private static final Command BEAT = new Noop(Duration.ZERO);

  private static final System.Logger LOG = System.getLogger(MonitorConnection.class.getName());

  private final AtConnection connection;
  private final AtSign atSign;
  private final Timeouts timeouts;
  private final CountDownLatch trouble = new CountDownLatch(1);

  private MonitorConnection(AtConnection connection, AtSign atSign, Timeouts timeouts) {
    this.connection = connection;
    this.atSign = atSign;
    this.timeouts = timeouts;
  }

  /**
   * Dials, starts the monitor and waits until the server has confirmed it.
   *
   * @param since asks for what was stored after this time, null for nothing
   * @param notifications gets each notification's JSON text on the reader thread; must not block
   */
  public static MonitorConnection open(
      AtServerDialer dialer,
      AtSign atSign,
      @Nullable Long since,
      Timeouts timeouts,
      Consumer<String> notifications) {
    Monitor monitor = new Monitor(false, true, false, since, null);
    LoggedIn dialled = dialer.dial("monitor", null, notifications, List.of(monitor, BEAT));
    AtConnection connection = dialled.connection();
    MonitorConnection made = new MonitorConnection(connection, atSign, timeouts);
    boolean done = false;
    try {
      if (dialled.answers() == null) {
        made.start(monitor);
      } else {
        made.started(dialled.answers().getFirst());
      }
      made.startBeating();
      done = true;
      return made;
    } catch (NotSent e) {
      throw new ConnectionLost("the monitor did not start: " + e.getMessage(), e);
    } finally {
      if (!done) {
        connection.close();
      }
    }
  }

  /** The monitor itself has no answer, so the answer to the first heartbeat stands for it. */
  private void started(CompletableFuture<ServerLine> firstBeat) {
    ServerLine first = connection.await(firstBeat, "monitor", timeouts.request());
    Answers.data(first, connection, atSign, "monitor");
  }

  /** The same where one command has to be answered before the next. */
  private void start(Command monitor) throws NotSent {
    connection.send(monitor, timeouts.request());
    ServerLine first = beat(timeouts.request());
    if (first instanceof ServerLine.Failure) {
      connection.send(monitor, timeouts.request());
      if (pausedUntilEnd()) {
        Answers.data(first, connection, atSign, "monitor");
      }
      Answers.data(beat(timeouts.request()), connection, atSign, "monitor");
    }
  }

  private void startBeating() {
    Thread.ofVirtual().name("atclient " + atSign + " heartbeat").start(this::keepBeating);
  }

  private boolean pausedUntilEnd() {
    try {
      return connection.awaitEnd(PAUSE_FOR_CHUNKY_SERVERS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private ServerLine beat(Duration limit) throws NotSent {
    return connection.request(BEAT, limit);
  }

  private void keepBeating() {
    try {
      while (!connection.awaitEnd(timeouts.heartbeat())) {
        Duration limit = timeouts.heartbeatAnswer();
        try (Watchdog late =
            Watchdog.over(
                Duration.ofNanos(limit.toNanos() / SUSPICIOUS_PART),
                "heartbeat " + atSign,
                trouble::countDown)) {
          Answers.data(beat(limit), connection, atSign, "noop");
          if (late.bitten()) {
            LOG.log(System.Logger.Level.DEBUG, () -> atSign + ": a heartbeat was answered late");
          }
        }
      }
    } catch (NotSent | AtClientException e) {
      connection.close();
    } catch (InterruptedException e) {
      connection.close();
      Thread.currentThread().interrupt();
    } finally {
      trouble.countDown();
    }
  }

  /** Waits until the connection has ended, or does not look well: time to dial another. */
  public void awaitTrouble() throws InterruptedException {
    trouble.await();
  }

  /** Waits until the connection has ended. */
  public void awaitEnd() throws InterruptedException {
    connection.awaitEnd();
  }

  public boolean isOpen() {
    return connection.isOpen();
  }

  /** Why it ended, for the log. */
  public String endText() {
    AtClientException why = connection.endReason();
    return why == null || why.getMessage() == null ? "still open" : why.getMessage();
  }

  @Override
  public void close() {
    connection.close();
  }
}
