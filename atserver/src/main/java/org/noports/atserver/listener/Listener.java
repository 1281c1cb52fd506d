package org.noports.atserver.listener;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.noports.atserver.connection.Connection;
import org.noports.atserver.connection.Dispatcher;
import org.noports.atserver.tenant.AtServer;

/**
 * Accepts the connections of one atSign on its port (atprotocol.md 2.1 and 2.5). One thread accepts
 * and never waits for a client; each connection runs on a virtual thread of the {@link
 * ConnectionPool}.
 */
public final class Listener implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Listener.class.getName());
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(100);
  private static final int BACKLOG = 256;

  private final ServerSocket socket;
  private final AtServer server;
  private final Dispatcher dispatcher;
  private final ConnectionPool pool;

  private Listener(
      ServerSocket socket, AtServer server, Dispatcher dispatcher, ConnectionPool pool) {
    this.socket = socket;
    this.server = server;
    this.dispatcher = dispatcher;
    this.pool = pool;
  }

  /** Takes a port, 0 for one the system chooses. */
  public static ServerSocket bind(InetAddress address, int port) throws IOException {
    return new ServerSocket(port, BACKLOG, address);
  }

  /** Accepts on a bound socket, which is closed with the listener. */
  public static Listener start(
      ServerSocket bound, AtServer server, Dispatcher dispatcher, ConnectionPool pool) {
    Listener listener = new Listener(bound, server, dispatcher, pool);
    Thread.ofVirtual().name("listen " + server.atSign()).start(listener::accept);
    return listener;
  }

  public int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        admit(socket.accept());
      } catch (IOException e) {
        if (!socket.isClosed()) {
          LOG.log(
              Level.WARNING,
              "{0}: accepting a connection failed: {1}",
              server.atSign(),
              e.getMessage());
          pause();
        }
      }
    }
  }

  /** A listener that can't accept (no file descriptor left, say) must not spin. */
  private static void pause() {
    try {
      Thread.sleep(PAUSE_AFTER_FAILURE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void admit(Socket accepted) throws IOException {
    int open = server.connections().count();
    int limit = server.shared().limits().connectionsPerAtSign();
    // Those told that there are too many take room themselves: even they are bounded.
    if (open >= 2 * limit || !pool.hasRoom()) {
      accepted.close();
      return;
    }
    Connection connection = pool.connection(accepted, server, dispatcher);
    if (open >= limit
        || server.connections().unauthenticated()
            >= server.shared().limits().unauthenticatedPerAtSign()) {
      connection.refuseForCapacity();
    }
    pool.run(connection, server);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "{0}: closing the port failed: {1}", server.atSign(), e.getMessage());
    }
  }
}
