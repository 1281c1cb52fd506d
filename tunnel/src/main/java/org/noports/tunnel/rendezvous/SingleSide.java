package org.noports.tunnel.rendezvous;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.session.SessionKeys;
import org.noports.protocol.tunnel.AeadKeys;
import org.noports.protocol.tunnel.ConnectionId;
import org.noports.tunnel.TunnelException;
import org.noports.tunnel.pairing.Side;
import org.noports.tunnel.pump.JoinResult;
import org.noports.tunnel.pump.Sockets;
import org.noports.tunnel.pump.Transform;
import org.noports.tunnel.records.AuthenticatedStream;

/**
 * One end of a session in single mode (sessions.md 4.2): one connection through the relay, which
 * the session's own keys protect, and no control channel. It ends with its connection.
 *
 * <p>Threads, all virtual: two for the joined pair. Thread-safe.
 */
public final class SingleSide extends SessionSide {
  /** As long as in multi mode, and for the same reason (sessions.md 3.3). */
  private static final Duration CLIENT_HOLDS_END = Duration.ofSeconds(3);

  private static final Duration DEVICE_HOLDS_END = Duration.ofSeconds(1);

  private SingleSide(SingleSideOptions options, Lifetime lifetime) {
    super(options.pump(), lifetime);
  }

  /**
   * The client's: dials the relay for a local connection that has come, and carries it; returns
   * when it is through to the relay. Takes the connection over, also when it throws
   * TunnelException.
   */
  public static SingleSide ofClient(SingleSideOptions options, SocketChannel local) {
    CipherWarmUp.begin(options.keys());
    Lifetime lifetime = new Lifetime(options.name());
    boolean through = false;
    try {
      SingleSide side =
          begin(
              lifetime,
              options.relay(),
              () -> {
                RelayStream stream = stream(options, Side.A, dial(options, lifetime));
                stream.begin();
                lifetime.own(local);
                return started(options, lifetime, stream, local);
              });
      through = true;
      return side;
    } finally {
      if (!through) {
        // An end of stream would pass for the service's.
        Sockets.reset(local);
      }
    }
  }

  /**
   * The device's: dials the relay, then the local service, and carries; returns when both are
   * there. TunnelException when one is not.
   */
  public static SingleSide ofDevice(SingleSideOptions options, ServiceAddress service) {
    return ofDevice(
        options,
        service,
        EarlyDial.unproved(options.name(), options.relay(), options.credential()));
  }

  /** As the other, on a connection begun before with the same name, relay and credential. */
  public static SingleSide ofDevice(
      SingleSideOptions options, ServiceAddress service, EarlyDial early) {
    CipherWarmUp.begin(options.keys());
    Lifetime lifetime = early.take();
    return begin(
        lifetime,
        options.relay(),
        () -> {
          Target target = Target.resolve(service);
          RelayStream stream = stream(options, Side.B, early.channel());
          stream.begin();
          return started(options, lifetime, stream, reach(target, lifetime));
        });
  }

  private static SocketChannel dial(SingleSideOptions options, Lifetime lifetime)
      throws IOException {
    return new RelayDialer(options.relay(), options.credential(), lifetime).dial();
  }

  private static SocketChannel reach(Target target, Lifetime lifetime) {
    try {
      return target.connect(lifetime);
    } catch (IOException e) {
      throw new TunnelException(
          "cannot reach the service "
              + target
              + " ("
              + e.getMessage()
              + "): check that it runs and accepts connections from this machine",
          e);
    }
  }

  private static RelayStream stream(SingleSideOptions options, Side side, SocketChannel relay) {
    return switch (options.keys()) {
      case StreamKeys.Clear() -> plain(null, side, relay);
      case StreamKeys.CounterMode(SessionKeys keys) -> plain(keys, side, relay);
      case StreamKeys.Authenticated(AeadKeys keys) ->
          new RelayStream.Authenticated(
              ConnectionId.SINGLE,
              relay,
              switch (side) {
                case A -> AuthenticatedStream.ofClient(relay, keys, ConnectionId.SINGLE);
                case B -> AuthenticatedStream.ofDevice(relay, keys, ConnectionId.SINGLE);
              },
              options.peerLimit());
    };
  }

  private static RelayStream plain(@Nullable SessionKeys keys, Side side, SocketChannel relay) {
    Transform c2d = StreamCiphers.clientToDaemon(keys);
    Transform d2c = StreamCiphers.daemonToClient(keys);
    return switch (side) {
      case A -> new RelayStream.Unauthenticated(relay, c2d, d2c, CLIENT_HOLDS_END);
      case B -> new RelayStream.Unauthenticated(relay, d2c, c2d, DEVICE_HOLDS_END);
    };
  }

  private static SingleSide started(
      SingleSideOptions options, Lifetime lifetime, RelayStream stream, SocketChannel local) {
    SingleSide side = new SingleSide(options, lifetime);
    lifetime.connectionStarted();
    lifetime.start("connection", () -> side.run(stream, local));
    return side;
  }

  private void run(RelayStream stream, SocketChannel local) {
    @Nullable JoinResult result = null;
    try {
      result = carry(Thread.currentThread().getName(), stream, local);
    } finally {
      lifetime.connectionEnded(result);
      end(result);
    }
  }

  private void end(@Nullable JoinResult result) {
    if (result == null) {
      lifetime.end(EndReason.RELAY_LOST, "the connection to the relay was lost at its start");
      return;
    }
    switch (result.end()) {
      case CLOSED, STOPPED -> lifetime.end(EndReason.IDLE, "its connection has ended");
      case RESET, HALF_CLOSED_IDLE ->
          lifetime.end(EndReason.PEER_CLOSED, "its connection was broken off");
      case BROKEN ->
          lifetime.end(
              EndReason.PROTOCOL_BROKEN, "the tunnel gave what the other side did not send");
    }
  }
}
