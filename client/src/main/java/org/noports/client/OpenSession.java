package org.noports.client;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.SessionId;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.pump.Sockets;
import org.noports.tunnel.rendezvous.ClientSide;
import org.noports.tunnel.rendezvous.SessionEnd;

/**
 * A session that is open: what connects to the local port reaches the device's service. Its owner
 * closes it, also after it has ended by itself. Thread-safe.
 */
public final class OpenSession implements AutoCloseable {
  private static final Logger LOG = System.getLogger(OpenSession.class.getName());

  private final LiveSession session;
  private final LocalPort local;
  private final LocalDoor door;
  private final Pump pump;

  /** Takes over all of them. */
  OpenSession(LiveSession session, LocalPort local, Pump pump) {
    this.session = session;
    this.local = local;
    this.pump = pump;
    this.door = LocalDoor.open(local, ClientSide.MAX_CONNECTIONS, this::serve);
  }

  public SessionId id() {
    return session.id();
  }

  public int localPort() {
    return local.port();
  }

  /** The local host as the user gave it. */
  public String localHost() {
    return local.host();
  }

  /** Connections through the tunnel now. */
  public int connections() {
    return session.connections();
  }

  /** Waits until the session has ended. */
  public SessionEnd await() throws InterruptedException {
    return session.await();
  }

  /** Waits at most so long; null when the session goes on. */
  public @Nullable SessionEnd await(Duration limit) throws InterruptedException {
    return session.await(limit);
  }

  /** Ends the session in bounded time. Idempotent. */
  @Override
  public void close() {
    door.close();
    session.close();
    pump.close();
  }

  private void serve(SocketChannel socket) {
    try {
      session.dial().carry(socket);
    } catch (IOException e) {
      Sockets.reset(socket);
      LOG.log(
          Level.WARNING,
          () -> "session " + id() + ": a local connection was turned away: " + e.getMessage());
    }
  }
}
