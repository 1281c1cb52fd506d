package org.noports.atclient.supervisor;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.ClientClosed;
import org.noports.atclient.ConnectionState;
import org.noports.atclient.RequestTimedOut;
import org.noports.atclient.Timeouts;
import org.noports.atclient.connection.AtServerDialer;
import org.noports.atclient.connection.MonitorConnection;
import org.noports.protocol.name.AtSign;

/**
 * Keeps a monitor connection open for as long as the client lives (atclient.md 4.6). One thread
 * dials, one a connection tells of its end. A connection that does not look well is replaced before
 * it is given up, so for a moment there may be two; the receiver ignores doubles.
 */
public final class MonitorSupervisor implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(MonitorSupervisor.class.getName());

  private final AtServerDialer dialer;
  private final AtSign atSign;
  private final Timeouts timeouts;
  private final Receiver receiver;
  private final Runnable onTrouble;
  private final Backoff backoff;
  private final MonitorState state;
  private final Thread thread;
  private final AtomicReference<@Nullable MonitorConnection> current = new AtomicReference<>();

  /** What the supervisor needs of the one who takes the notifications. */
  public interface Receiver {
    /** The JSON text of one notification; called on a reader thread, must not block. */
    void receive(String json);

    /** From which time on the server shall repeat what it has, null for nothing. */
    @Nullable Long resumeFrom();
  }

  /**
   * @param onTrouble called when a connection was lost
   */
  public MonitorSupervisor(
      AtServerDialer dialer,
      AtSign atSign,
      Timeouts timeouts,
      RandomGenerator random,
      Receiver receiver,
      Runnable onTrouble) {
    this.dialer = dialer;
    this.atSign = atSign;
    this.timeouts = timeouts;
    this.receiver = receiver;
    this.onTrouble = onTrouble;
    this.backoff = new Backoff(random);
    this.state = new MonitorState("atclient " + atSign + " state listeners");
    this.thread =
        Thread.ofVirtual().name("atclient " + atSign + " supervisor").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    try {
      while (state.get() != ConnectionState.CLOSED) {
        MonitorConnection next = dial();
        if (next != null) {
          replaceBy(next);
          next.awaitTrouble();
          onTrouble.run();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  private @Nullable MonitorConnection dial() throws InterruptedException {
    try {
      MonitorConnection next =
          MonitorConnection.open(
              dialer, atSign, receiver.resumeFrom(), timeouts, receiver::receive);
      backoff.succeeded();
      return next;
    } catch (RuntimeException e) { // whatever it is, a client without a monitor is of no use
      Duration pause = backoff.next();
      if (state.get() != ConnectionState.CLOSED) {
        // A first failure heals by itself in a moment, or is what opening the client fails with.
        LOG.log(
            backoff.failures() == 1 ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
            () ->
                "%s does not receive notifications: %s; next attempt in %d ms"
                    .formatted(atSign, e.getMessage(), pause.toMillis()));
      }
      state.pause(pause);
      return null;
    }
  }

  private void replaceBy(MonitorConnection next) {
    MonitorConnection old = current.getAndSet(next);
    if (old != null) {
      old.close();
    }
    state.set(ConnectionState.MONITORING);
    Thread.ofVirtual().name("atclient " + atSign + " monitor end").start(() -> tellEnd(next));
    if (state.get() == ConnectionState.CLOSED) {
      next.close();
    }
  }

  private void tellEnd(MonitorConnection connection) {
    try {
      connection.awaitEnd();
      if (connection == current.get()) {
        state.set(ConnectionState.CONNECTING);
        LOG.log(System.Logger.Level.DEBUG, connection::endText);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public ConnectionState state() {
    return state.get();
  }

  public void onState(Consumer<ConnectionState> listener) {
    state.onChange(listener);
  }

  /** Waits until the server has confirmed the monitor; {@link RequestTimedOut} after the limit. */
  public void awaitMonitoring(Duration limit) throws InterruptedException {
    switch (state.awaitMonitoring(limit)) {
      case MONITORING -> {}
      case CONNECTING ->
          throw new RequestTimedOut(
              "%s does not receive notifications: no monitor connection to its atServer within %d ms; check the network"
                  .formatted(atSign, limit.toMillis()));
      case CLOSED -> throw new ClientClosed("the client of " + atSign + " is closed");
    }
  }

  /** Ends the supervisor; bounded, does not wait for a dial in progress. */
  @Override
  public void close() {
    state.set(ConnectionState.CLOSED);
    MonitorConnection last = current.get();
    if (last != null) {
      last.close();
    }
    thread.interrupt();
  }
}
