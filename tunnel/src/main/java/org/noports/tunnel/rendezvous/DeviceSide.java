package org.noports.tunnel.rendezvous;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.session.SessionKeys;
import org.noports.protocol.tunnel.ControlLine;
import org.noports.protocol.tunnel.ControlLineReader;
import org.noports.tunnel.TunnelException;
import org.noports.tunnel.pump.JoinResult;
import org.noports.tunnel.pump.JoinedSockets;
import org.noports.tunnel.pump.Opening;
import org.noports.tunnel.pump.Sockets;
import org.noports.tunnel.pump.Transform;

/**
 * The device's end of a session in multi mode (sessions.md 4.3): reads the control channel, and for
 * each connection asked for dials the relay, then the local service, and joins them.
 *
 * <p>Threads, all virtual: one reads the control channel and dials the relay, one connection after
 * the other, in the order of the lines; two a joined pair; one watches the time-out. Thread-safe.
 */
public final class DeviceSide implements AutoCloseable {
  /** Data connections at a time; further ones are opened and closed, which keeps the order. */
  static final int MAX_CONNECTIONS = 1024;

  private static final int DIAL_ATTEMPTS = 4;
  private static final Duration DIAL_PAUSE = Duration.ofSeconds(1);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);
  private static final Duration HALF_CLOSE_IDLE = Duration.ofSeconds(60);
  private static final Opening OPENING =
      new Opening(2048, Duration.ofMillis(300), Duration.ofSeconds(1));
  private static final Logger LOG = System.getLogger(DeviceSide.class.getName());

  private final DeviceSideOptions options;
  private final Target target;
  private final Lifetime lifetime;
  private final RelayDialer dialer;

  private DeviceSide(
      DeviceSideOptions options, Target target, Lifetime lifetime, RelayDialer dialer) {
    this.options = options;
    this.target = target;
    this.lifetime = lifetime;
    this.dialer = dialer;
  }

  /**
   * Resolves the target, opens and authenticates the control channel, then returns; TunnelException
   * when that fails.
   */
  public static DeviceSide open(DeviceSideOptions options) {
    if (options.keys() != null) {
      CipherWarmUp.begin();
    }
    Target target = Target.resolve(options.target());
    Lifetime lifetime = new Lifetime(options.name());
    RelayDialer dialer = new RelayDialer(options.relay(), options.credential(), lifetime);
    DeviceSide side = new DeviceSide(options, target, lifetime, dialer);
    try {
      SocketChannel control = dialer.dial();
      lifetime.start("control", () -> side.serve(control));
      lifetime.start("time-out", side::watchTimeout);
      return side;
    } catch (IOException e) {
      lifetime.end(EndReason.RELAY_LOST, "the relay could not be reached");
      throw new TunnelException(
          "cannot reach the relay at "
              + options.relay()
              + " ("
              + e.getMessage()
              + "): check that this machine may connect to it",
          e);
    }
  }

  /** Waits until the session has ended and everything of it is closed. */
  public SessionEnd await() throws InterruptedException {
    SessionEnd end = null;
    while (end == null) {
      end = lifetime.await(Duration.ofDays(1));
    }
    return end;
  }

  /** Waits at most so long; null when the session goes on. */
  public @Nullable SessionEnd await(Duration limit) throws InterruptedException {
    return lifetime.await(limit);
  }

  /** Data connections open now. */
  public int connections() {
    return lifetime.connections();
  }

  /** Ends the session and closes everything of it. Idempotent, bounded. */
  @Override
  public void close() {
    lifetime.end(EndReason.CLOSED, "the session was closed");
    lifetime.awaitQuietly(CLOSE_LIMIT);
  }

  private void watchTimeout() {
    if (lifetime.awaitIdle(options.idleTimeout())) {
      lifetime.end(EndReason.IDLE, "no connection was open any more");
    }
  }

  private void serve(SocketChannel control) {
    SessionKeys keys = options.keys();
    Transform cipher = keys == null ? null : StreamCiphers.clientToDaemon(keys);
    ControlLineReader lines =
        keys == null || !keys.twin() ? ControlLineReader.tolerant() : ControlLineReader.strict();
    try {
      InputStream in = control.socket().getInputStream();
      byte[] wire = new byte[ControlLineReader.MAX_BUFFER_BYTES];
      byte[] clear = cipher == null ? wire : new byte[wire.length];
      int length;
      while ((length = in.read(wire)) >= 0) {
        if (cipher != null) {
          cipher.apply(wire, 0, length, clear, 0);
        }
        for (ControlLine line : lines.feed(clear, 0, length)) {
          obey(line);
        }
      }
      lifetime.end(EndReason.PEER_CLOSED, "the client or the relay closed the session");
    } catch (ProtocolException e) {
      lifetime.end(
          EndReason.PROTOCOL_BROKEN, "the control channel carried what is not of a session");
    } catch (IOException e) {
      lifetime.end(EndReason.RELAY_LOST, "the connection to the relay was lost");
    } finally {
      Sockets.close(control);
    }
  }

  private void obey(ControlLine line) {
    switch (line) {
      case ControlLine.Connect(SessionKeys keys) -> connect(keys);
      case ControlLine.ConnectPlain() -> {
        if (options.keys() == null) {
          connect(null);
        } else {
          lifetime.end(
              EndReason.PROTOCOL_BROKEN,
              "a connection in clear was asked for in an encrypted session");
        }
      }
      case ControlLine.Heartbeat heartbeat -> {
        // It has done its work by arriving.
      }
      case ControlLine.Open open -> ignore();
      case ControlLine.Opened opened -> ignore();
      case ControlLine.Failed failed -> ignore();
      case ControlLine.Unknown unknown -> ignore();
      case ControlLine.Broken broken ->
          lifetime.end(EndReason.PROTOCOL_BROKEN, "a control line was damaged or forged");
    }
  }

  private void ignore() {
    LOG.log(Level.INFO, () -> options.name() + ": a control line of an unknown kind is ignored");
  }

  /** Dials the relay; the rest runs on its own. The only caller is the control thread. */
  private void connect(@Nullable SessionKeys keys) {
    lifetime.connectionStarted();
    boolean started = false;
    try {
      SocketChannel relay = dial();
      if (lifetime.connections() > MAX_CONNECTIONS) {
        LOG.log(Level.WARNING, () -> options.name() + ": too many connections at a time");
        Sockets.close(relay);
        lifetime.disown(relay);
        return;
      }
      lifetime.start("connection", () -> carry(relay, keys));
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

  private void carry(SocketChannel relay, @Nullable SessionKeys keys) {
    JoinResult result = null;
    try {
      SocketChannel local = reachTarget();
      if (local != null) {
        result = join(local, relay, keys);
      }
    } finally {
      Sockets.close(relay);
      lifetime.disown(relay);
      lifetime.connectionEnded(result);
    }
  }

  private @Nullable SocketChannel reachTarget() {
    try {
      return target.connect(lifetime);
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          () -> options.name() + ": cannot reach the service " + target + ": " + e.getMessage());
      return null;
    }
  }

  private @Nullable JoinResult join(
      SocketChannel local, SocketChannel relay, @Nullable SessionKeys keys) {
    try (JoinedSockets joined =
        new JoinedSockets(
            Thread.currentThread().getName(),
            options.pump(),
            local,
            relay,
            keys == null ? null : StreamCiphers.daemonToClient(keys),
            keys == null ? null : StreamCiphers.clientToDaemon(keys),
            OPENING,
            HALF_CLOSE_IDLE)) {
      lifetime.own(joined);
      JoinResult result = joined.run();
      lifetime.disown(joined);
      return result;
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> options.name() + ": a connection was lost at its start: " + e);
      return null;
    } finally {
      Sockets.close(local);
      lifetime.disown(local);
    }
  }
}
