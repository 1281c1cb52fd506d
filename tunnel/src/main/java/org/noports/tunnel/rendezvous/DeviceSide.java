package org.noports.tunnel.rendezvous;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.session.Transport;
import org.noports.protocol.tunnel.ControlLine;
import org.noports.protocol.tunnel.StartLine;
import org.noports.tunnel.TunnelException;
import org.noports.tunnel.datagrams.DatagramQueue;
import org.noports.tunnel.datagrams.DeviceFlows;
import org.noports.tunnel.pump.JoinResult;
import org.noports.tunnel.pump.Sockets;
import org.noports.tunnel.records.ShiftedException;

/**
 * The device's end of a session in multi mode (sessions.md 4.3, 8.3): hears the control channel,
 * and for each connection asked for dials the relay, then the local service, and joins them.
 *
 * <p>Threads, all virtual: one reads the control channel and dials the relay, one connection after
 * the other, in the order of the lines; two a joined pair; one watches the time-out. Thread-safe.
 */
public final class DeviceSide extends SessionSide {
  /** Data connections at a time; further ones are opened and closed, which keeps the order. */
  static final int MAX_CONNECTIONS = 1024;

  private static final int DIAL_ATTEMPTS = 4;
  private static final Duration DIAL_PAUSE = Duration.ofSeconds(1);

  /** How long a client that was told of a failure has for closing its connection. */
  private static final Duration FAILED_CLOSE = Duration.ofSeconds(5);

  private static final Logger LOG = System.getLogger(DeviceSide.class.getName());

  private final DeviceSideOptions options;

  /** Null when the session's service is not TCP. */
  private final @Nullable Target target;

  private final RelayDialer dialer;
  private final DeviceControl control;
  private final Semaphore preparedPlaces = new Semaphore(ClientSideOptions.MOST_PREPARED);

  private DeviceSide(
      DeviceSideOptions options,
      @Nullable Target target,
      Lifetime lifetime,
      RelayDialer dialer,
      DeviceControl control) {
    super(options.pump(), lifetime);
    this.options = options;
    this.target = target;
    this.dialer = dialer;
    this.control = control;
  }

  /**
   * Resolves the target, opens and authenticates the control channel, then returns; TunnelException
   * when that fails.
   */
  public static DeviceSide open(DeviceSideOptions options) {
    return open(options, EarlyDial.unproved(options.name(), options.relay(), options.credential()));
  }

  /** As the other, on a connection begun before with the same name, relay and credential. */
  public static DeviceSide open(DeviceSideOptions options, EarlyDial early) {
    CipherWarmUp.begin(options.keys());
    Lifetime lifetime = early.take();
    return begin(
        lifetime,
        options.relay(),
        () -> {
          ServiceAddress service = options.target();
          Target target = service.transport() == Transport.TCP ? Target.resolve(service) : null;
          DeviceControl control = DeviceControl.open(early, options, lifetime);
          DeviceSide side = new DeviceSide(options, target, lifetime, early.dialer(), control);
          lifetime.start("control", () -> control.run(side::connect));
          lifetime.start("time-out", side::watchTimeout);
          return side;
        });
  }

  private void watchTimeout() {
    if (lifetime.awaitIdle(options.idleTimeout())) {
      lifetime.end(EndReason.IDLE, "no connection was open any more");
    }
  }

  /** Dials the relay; the rest runs on its own. The only caller is the control thread. */
  private void connect(DeviceControl.Asked asked) {
    if (asked.prepared()) {
      prepare(asked);
      return;
    }
    lifetime.connectionStarted();
    boolean started = false;
    try {
      SocketChannel relay = dial();
      RelayStream stream = asked.through(relay);
      if (lifetime.connections() > MAX_CONNECTIONS) {
        LOG.log(Level.WARNING, () -> options.name() + ": too many connections at a time");
        release(relay);
        return;
      }
      lifetime.start("connection", () -> carry(stream, asked.target(), stream::begin));
      started = true;
    } catch (IOException e) {
      unreachable(e);
    } finally {
      if (!started) {
        lifetime.connectionEnded(null);
      }
    }
  }

  /** As {@link #connect}, for a connection that counts as one only when the client starts it. */
  private void prepare(DeviceControl.Asked asked) {
    boolean kept = preparedPlaces.tryAcquire();
    boolean started = false;
    try {
      SocketChannel relay = dial();
      if (kept && asked.through(relay) instanceof RelayStream.Authenticated stream) {
        started = lifetime.start("prepared connection", () -> awaitStart(stream));
      } else {
        LOG.log(Level.WARNING, () -> options.name() + ": too many prepared connections");
        release(relay);
      }
    } catch (IOException e) {
      unreachable(e);
    } finally {
      if (kept && !started) {
        preparedPlaces.release();
      }
    }
  }

  /** The service hears of a connection when it is needed, and not before. */
  private void awaitStart(RelayStream.Authenticated stream) {
    StartLine line = null;
    try {
      stream.begin();
      line = stream.awaitStart();
    } catch (ShiftedException e) {
      shifted(e);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> options.name() + ": a prepared connection is not needed: " + e);
    } finally {
      preparedPlaces.release();
      if (line == null) {
        release(stream.relay());
      }
    }
    if (line != null) {
      lifetime.connectionStarted();
      carry(
          stream,
          line.target(),
          () -> {
            if (lifetime.connections() > MAX_CONNECTIONS) {
              throw new IOException("too many connections at a time");
            }
            stream.started();
          });
    }
  }

  private void unreachable(IOException e) {
    lifetime.end(
        EndReason.RELAY_LOST, "the relay could not be reached for a connection: " + e.getMessage());
  }

  private SocketChannel dial() throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return dialer.dial();
      } catch (IOException e) {
        if (attempt == DIAL_ATTEMPTS || !lifetime.pause(DIAL_PAUSE)) {
          throw e;
        }
      }
    }
  }

  /** What is said on a connection before it carries anything. */
  private interface Word {
    void say() throws IOException;
  }

  private void carry(RelayStream stream, @Nullable ServiceAddress wanted, Word first) {
    JoinResult result = null;
    try {
      first.say();
      result =
          wanted != null && wanted.transport() == Transport.UDP
              ? carryDatagrams(stream, wanted)
              : carryBytes(stream, wanted);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> options.name() + ": a connection was lost at its start: " + e);
    } finally {
      release(stream.relay());
      lifetime.connectionEnded(result);
    }
  }

  private @Nullable JoinResult carryBytes(RelayStream stream, @Nullable ServiceAddress wanted)
      throws IOException {
    SocketChannel local =
        reach(
            stream,
            wanted,
            () -> {
              SocketChannel connected = permitted(wanted).connect(lifetime);
              lifetime.disown(connected);
              return connected;
            });
    if (local == null) {
      return null;
    }
    control.opened(stream);
    return carry(Thread.currentThread().getName(), stream, local);
  }

  private @Nullable JoinResult carryDatagrams(RelayStream stream, ServiceAddress wanted)
      throws IOException {
    String name = Thread.currentThread().getName();
    DatagramQueue answers = new DatagramQueue(options.datagrams());
    DeviceFlows flows =
        reach(
            stream,
            wanted,
            () ->
                new DeviceFlows(
                    name,
                    permitted(wanted).firstAddress(),
                    options.datagrams(),
                    options.flowPlaces(),
                    answers));
    if (flows == null) {
      return null;
    }
    try (flows) {
      lifetime.start("datagrams in", flows::run);
      control.opened(stream);
      return carry(name, stream, answers, flows);
    }
  }

  private Target permitted(@Nullable ServiceAddress wanted)
      throws IOException, InterruptedException {
    if (wanted != null) {
      return Target.resolve(options.gate().admit(wanted));
    }
    if (target == null) {
      throw new ServiceUnreachable(ControlLine.Failed.Reason.DENIED);
    }
    return target;
  }

  private interface Reaching<T> {
    T reach() throws IOException, InterruptedException;
  }

  /** Null when it was not reached, which the client has been told then. */
  private <T> @Nullable T reach(
      RelayStream stream, @Nullable ServiceAddress wanted, Reaching<T> reaching)
      throws IOException {
    try {
      return reaching.reach();
    } catch (IOException e) {
      unreached(stream, wanted, e);
    } catch (TunnelException e) {
      unreached(stream, wanted, new ServiceUnreachable(ControlLine.Failed.Reason.UNRESOLVED));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return null;
  }

  private void unreached(RelayStream stream, @Nullable ServiceAddress wanted, IOException why)
      throws IOException {
    LOG.log(
        Level.WARNING,
        () ->
            "%s: cannot reach the service %s: %s"
                .formatted(
                    options.name(), wanted == null ? options.target() : wanted, why.getMessage()));
    if (control.failed(stream, why)) {
      // The reason comes first: the client closes when it has it.
      Sockets.awaitClose(stream.relay(), FAILED_CLOSE);
    }
  }
}
