package org.noports.tunnel.rendezvous;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.tunnel.ControlLine;
import org.noports.tunnel.TunnelException;
import org.noports.tunnel.pump.JoinResult;
import org.noports.tunnel.pump.Sockets;

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
  private final Target target;
  private final RelayDialer dialer;
  private final DeviceControl control;

  private DeviceSide(
      DeviceSideOptions options,
      Target target,
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
    CipherWarmUp.begin(options.keys());
    Target target = Target.resolve(options.target());
    Lifetime lifetime = new Lifetime(options.name());
    return begin(
        lifetime,
        options.relay(),
        () -> {
          RelayDialer dialer = new RelayDialer(options.relay(), options.credential(), lifetime);
          DeviceControl control = DeviceControl.open(dialer.dial(), options, lifetime);
          DeviceSide side = new DeviceSide(options, target, lifetime, dialer, control);
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
      lifetime.start("connection", () -> carry(stream, asked.target()));
      started = true;
    } catch (IOException e) {
      lifetime.end(
          EndReason.RELAY_LOST,
          "the relay could not be reached for a connection: " + e.getMessage());
    } finally {
      if (!started) {
        lifetime.connectionEnded(null);
      }
    }
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

  private void carry(RelayStream stream, @Nullable ServiceAddress wanted) {
    JoinResult result = null;
    try {
      stream.begin();
      SocketChannel local = reachTarget(stream, wanted);
      if (local != null) {
        control.opened(stream);
        result = carry(Thread.currentThread().getName(), stream, local);
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> options.name() + ": a connection was lost at its start: " + e);
    } finally {
      release(stream.relay());
      lifetime.connectionEnded(result);
    }
  }

  private @Nullable SocketChannel reachTarget(RelayStream stream, @Nullable ServiceAddress wanted)
      throws IOException {
    try {
      Target reached = wanted == null ? target : Target.resolve(options.gate().admit(wanted));
      SocketChannel local = reached.connect(lifetime);
      lifetime.disown(local);
      return local;
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
                .formatted(options.name(), wanted == null ? target : wanted, why.getMessage()));
    if (control.failed(stream, why)) {
      // The reason comes first: the client closes when it has it.
      Sockets.awaitClose(stream.relay(), FAILED_CLOSE);
    }
  }
}
