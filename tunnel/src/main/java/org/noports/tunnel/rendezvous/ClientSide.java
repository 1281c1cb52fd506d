package org.noports.tunnel.rendezvous;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.session.SessionKeys;
import org.noports.protocol.tunnel.ControlLine;
import org.noports.tunnel.TunnelException;
import org.noports.tunnel.pump.JoinResult;
import org.noports.tunnel.pump.JoinedSockets;
import org.noports.tunnel.pump.Opening;
import org.noports.tunnel.pump.Sockets;

/**
 * The client's end of a session in multi mode (sessions.md 4.3): accepts local connections and
 * joins each with a connection of its own to the relay, announced on the control channel.
 *
 * <p>Threads: a platform thread accepts (a selector would pin a virtual one), dials and announces,
 * one connection after the other, so that the order of the relay's queue is the order of the lines.
 * Virtual: two a joined pair; one reads the control channel, which only ever ends; one watches the
 * time-out; one beats. Thread-safe.
 */
public final class ClientSide implements AutoCloseable {
  /**
   * Local connections served at a time; further ones wait in the listener's queue. With the control
   * channel and the device's connections they stay below the 1024 a relay takes for a session: one
   * refused there would shift the pairing.
   */
  static final int MAX_CONNECTIONS = 500;

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);
  private static final Duration HALF_CLOSE_IDLE = Duration.ofSeconds(60);
  private static final Opening OPENING =
      new Opening(2048, Duration.ofMillis(300), Duration.ofSeconds(3));
  private static final Logger LOG = System.getLogger(ClientSide.class.getName());

  private final ClientSideOptions options;
  private final Lifetime lifetime;
  private final RelayDialer dialer;
  private final ControlWriter control;

  private ClientSide(
      ClientSideOptions options, Lifetime lifetime, RelayDialer dialer, ControlWriter control) {
    this.options = options;
    this.lifetime = lifetime;
    this.dialer = dialer;
    this.control = control;
  }

  /**
   * Opens and authenticates the control channel, begins to accept, then returns; TunnelException
   * when that fails.
   */
  public static ClientSide open(ClientSideOptions options) {
    if (options.keys() != null) {
      CipherWarmUp.begin();
    }
    Lifetime lifetime = new Lifetime(options.name());
    RelayDialer dialer = new RelayDialer(options.relay(), options.credential(), lifetime);
    try {
      SocketChannel channel = dialer.dial();
      SessionKeys keys = options.keys();
      ControlWriter control =
          new ControlWriter(channel, keys == null ? null : StreamCiphers.clientToDaemon(keys));
      ClientSide side = new ClientSide(options, lifetime, dialer, control);
      LocalAcceptor acceptor =
          lifetime.own(new LocalAcceptor(options.listeners(), MAX_CONNECTIONS));
      lifetime.start("control", new ControlDrain(channel, lifetime)::run);
      lifetime.start("time-out", side::watchTimeout);
      lifetime.startPlatform("accept", () -> side.accept(acceptor));
      Duration heartbeat = options.heartbeat();
      if (heartbeat != null) {
        lifetime.start("heartbeat", () -> side.beat(heartbeat));
      }
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

  /** Waits until the session has ended and everything of it is closed; the listeners are not. */
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

  /** Ends the session and closes everything of it but the listeners. Idempotent, bounded. */
  @Override
  public void close() {
    lifetime.end(EndReason.CLOSED, "the session was closed");
    lifetime.awaitQuietly(CLOSE_LIMIT);
  }

  private void accept(LocalAcceptor acceptor) {
    try (acceptor) {
      while (true) {
        SocketChannel local = acceptor.accept();
        lifetime.connectionStarted();
        serve(lifetime.own(local), acceptor);
      }
    } catch (IOException e) {
      lifetime.end(EndReason.CLOSED, "the local port was closed");
    }
  }

  /** Dials and announces; the join runs on its own. The only caller is the accepting thread. */
  private void serve(SocketChannel local, LocalAcceptor acceptor) {
    SessionKeys session = options.keys();
    SessionKeys keys =
        session == null ? null : SessionKeys.generate(options.random(), session.twin());
    SocketChannel relay;
    try {
      relay = dialer.dial();
    } catch (IOException e) {
      LOG.log(Level.WARNING, () -> options.name() + ": cannot reach the relay: " + e.getMessage());
      drop(local, acceptor);
      return;
    }
    try {
      control.write(keys == null ? new ControlLine.ConnectPlain() : new ControlLine.Connect(keys));
    } catch (IOException e) {
      drop(local, acceptor);
      lifetime.end(EndReason.RELAY_LOST, "the control channel broke");
      return;
    }
    lifetime.start("connection", () -> carry(local, relay, keys, acceptor));
  }

  private void drop(SocketChannel local, LocalAcceptor acceptor) {
    Sockets.reset(local);
    lifetime.disown(local);
    lifetime.connectionEnded(null);
    acceptor.release();
  }

  private void carry(
      SocketChannel local,
      SocketChannel relay,
      @Nullable SessionKeys keys,
      LocalAcceptor acceptor) {
    JoinResult result = null;
    try (JoinedSockets joined =
        new JoinedSockets(
            Thread.currentThread().getName(),
            options.pump(),
            local,
            relay,
            keys == null ? null : StreamCiphers.clientToDaemon(keys),
            keys == null ? null : StreamCiphers.daemonToClient(keys),
            OPENING,
            HALF_CLOSE_IDLE)) {
      lifetime.own(joined);
      result = joined.run();
      lifetime.disown(joined);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> options.name() + ": a connection was lost at its start: " + e);
    } finally {
      Sockets.close(local);
      Sockets.close(relay);
      lifetime.disown(local);
      lifetime.disown(relay);
      lifetime.connectionEnded(result);
      acceptor.release();
    }
  }

  /** The time-out is only the first grace: afterwards the session lives while connections do. */
  private void watchTimeout() {
    if (lifetime.pause(options.timeout()) && lifetime.awaitIdle(Duration.ZERO)) {
      lifetime.end(EndReason.IDLE, "no connection was open any more");
    }
  }

  private void beat(Duration every) {
    long number = 1;
    try {
      while (lifetime.pause(every)) {
        control.write(new ControlLine.Heartbeat(number++));
      }
    } catch (IOException e) {
      lifetime.end(EndReason.RELAY_LOST, "the control channel broke");
    }
  }
}
