package org.noports.atserver.directory;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.AtServerException;
import org.noports.atserver.tls.ServerTls;
import org.noports.atserver.tls.SocketDeadlines;

/**
 * The atDirectory (atprotocol.md 1): one listener thread and one virtual thread a connection.
 * Closing it ends the pauses of the brake, lets answers under way go out and closes the rest.
 */
public final class AtDirectoryServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(AtDirectoryServer.class.getName());
  private static final int BACKLOG = 128;
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(100);

  private final ServerSocket listener;
  private final ServerTls tls;
  private final AtDirectory names;
  private final DirectoryLimits limits;
  private final SocketDeadlines deadlines = new SocketDeadlines("directory deadlines");
  private final CountDownLatch stopping = new CountDownLatch(1);

  /** Added by the listener's thread, removed by each connection's own. */
  private final Set<DirectoryConnection> connections = ConcurrentHashMap.newKeySet();

  private final Thread accepting;

  private AtDirectoryServer(
      ServerSocket listener, ServerTls tls, AtDirectory names, DirectoryLimits limits) {
    this.listener = listener;
    this.tls = tls;
    this.names = names;
    this.limits = limits;
    this.accepting =
        Thread.ofVirtual().name("directory " + listener.getLocalPort()).start(this::accept);
  }

  /** Listens until closed; port 0 lets the system choose. */
  public static AtDirectoryServer start(
      InetSocketAddress bind, ServerTls tls, AtDirectory names, DirectoryLimits limits) {
    ServerSocket listener = null;
    try {
      listener = new ServerSocket();
      listener.setReuseAddress(true);
      listener.bind(bind, BACKLOG);
      return new AtDirectoryServer(listener, tls.withoutClientCertificates(), names, limits);
    } catch (IOException e) {
      closeQuietly(listener);
      throw new AtServerException(
          "The directory can't listen on "
              + bind
              + ": "
              + e.getMessage()
              + "; is the port in use, or below 1024 and not yours?",
          e);
    }
  }

  private static void closeQuietly(@Nullable ServerSocket listener) {
    try {
      if (listener != null) {
        listener.close();
      }
    } catch (IOException e) {
      LOG.log(DEBUG, "A listener that never listened did not close", e);
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (stopping.getCount() > 0) {
      try {
        serve(listener.accept());
      } catch (IOException e) {
        if (stopping.getCount() > 0) {
          // Out of file descriptors, most likely: to go on at once would only burn the processor.
          LOG.log(WARNING, "The directory could not accept a connection: " + e.getMessage());
          pauseUnlessStopping(PAUSE_AFTER_FAILURE);
        }
      }
    }
  }

  private void serve(Socket socket) throws IOException {
    if (connections.size() >= limits.connections()) {
      LOG.log(INFO, "The directory is full: closed a connection");
      socket.close();
      return;
    }
    DirectoryConnection connection = new DirectoryConnection(socket, this);
    connections.add(connection);
    Thread.ofVirtual()
        .name("directory " + socket.getRemoteSocketAddress())
        .start(() -> {
          try {
            connection.run();
          } finally {
            connections.remove(connection);
          }
        });
  }

  ServerTls tls() {
    return tls;
  }

  AtDirectory names() {
    return names;
  }

  DirectoryLimits limits() {
    return limits;
  }

  SocketDeadlines deadlines() {
    return deadlines;
  }

  boolean stopping() {
    return stopping.getCount() == 0;
  }

  /** Waits that long, or until the server stops. */
  void pauseUnlessStopping(Duration time) {
    try {
      if (stopping.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(DEBUG, "A pause ended early: the directory stops");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stopping.countDown();
    closeQuietly(listener);
    long end = System.nanoTime() + limits.shutdown().toNanos();
    connections.forEach(DirectoryConnection::closeIfIdle);
    try {
      for (DirectoryConnection connection : connections) {
        connection.awaitEnd(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
      }
      accepting.join(limits.shutdown());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connections.forEach(DirectoryConnection::abort);
      deadlines.close();
    }
  }
}
