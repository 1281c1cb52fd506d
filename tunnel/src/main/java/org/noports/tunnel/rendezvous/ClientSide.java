package org.noports.tunnel.rendezvous;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.session.SessionKeys;
import org.noports.protocol.tunnel.ControlLine;
import org.noports.tunnel.TunnelException;
import org.noports.tunnel.pump.Sockets;

/**
 * The client's end of a session in multi mode (sessions.md 4.3): the control channel, and on demand
 * connections of its own to the relay, announced there. Who asked for one joins it with whatever is
 * to be carried.
 *
 * <p>Threads, all virtual: one reads the control channel, which only ever ends; one watches the
 * time-out; one beats; besides them the callers'. Thread-safe. The dialling lock is held while one
 * connection is dialled and announced, so that the order of the relay's queue is the order of the
 * lines.
 */
public final class ClientSide implements AutoCloseable {
  /**
   * Connections at a time. With the control channel and the device's connections they stay below
   * the 1024 a relay takes for a session: one refused there would shift the pairing.
   */
  public static final int MAX_CONNECTIONS = 500;

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private final ClientSideOptions options;
  private final Lifetime lifetime;
  private final RelayDialer dialer;
  private final ControlWriter control;
  private final ReentrantLock dialling = new ReentrantLock(true);
  private final AtomicLong dialled = new AtomicLong();

  private ClientSide(
      ClientSideOptions options, Lifetime lifetime, RelayDialer dialer, ControlWriter control) {
    this.options = options;
    this.lifetime = lifetime;
    this.dialer = dialer;
    this.control = control;
  }

  /** Opens and authenticates the control channel; TunnelException when that fails. */
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
      lifetime.start("control", new ControlDrain(channel, lifetime)::run);
      lifetime.start("time-out", side::watchTimeout);
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

  /** This machine's end of the control channel; null when it has closed. */
  public @Nullable InetAddress localAddress() {
    return control.localAddress();
  }

  /** Data connections open now. */
  public int connections() {
    return lifetime.connections();
  }

  /** Ends a session whose way to the relay is known to be gone. */
  public void abandon(String why) {
    lifetime.end(EndReason.RELAY_LOST, why);
  }

  /** Ends the session and closes everything of it. Idempotent, bounded. */
  @Override
  public void close() {
    lifetime.end(EndReason.CLOSED, "the session was closed");
    lifetime.awaitQuietly(CLOSE_LIMIT);
  }

  /**
   * A new connection to the device, proved to the relay and announced; IOException when the relay
   * can't be reached or the session has ended. What the device can't reach shows as an early end of
   * the connection.
   */
  public DataConnection dial() throws IOException {
    lifetime.connectionStarted();
    @Nullable DataConnection connection = null;
    try {
      if (lifetime.connections() > MAX_CONNECTIONS) {
        throw new IOException("the session has its %d connections".formatted(MAX_CONNECTIONS));
      }
      connection = dialAndAnnounce();
      return connection;
    } finally {
      if (connection == null) {
        lifetime.connectionEnded(null);
      }
    }
  }

  private DataConnection dialAndAnnounce() throws IOException {
    SessionKeys session = options.keys();
    SessionKeys keys =
        session == null ? null : SessionKeys.generate(options.random(), session.twin());
    dialling.lock();
    try {
      if (lifetime.isEnded()) {
        throw new ClosedChannelException();
      }
      SocketChannel relay = dialer.dial();
      announce(
          keys == null ? new ControlLine.ConnectPlain() : new ControlLine.Connect(keys), relay);
      String name = options.name() + " connection " + dialled.incrementAndGet();
      return new DataConnection(name, lifetime, relay, keys, options.pump());
    } finally {
      dialling.unlock();
    }
  }

  private void announce(ControlLine line, SocketChannel relay) throws IOException {
    try {
      control.write(line);
    } catch (IOException e) {
      Sockets.close(relay);
      lifetime.disown(relay);
      lifetime.end(EndReason.RELAY_LOST, "the control channel broke");
      throw e;
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
