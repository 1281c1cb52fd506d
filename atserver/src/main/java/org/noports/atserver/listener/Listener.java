package org.noports.atserver.listener;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;

/**
 * Accepts the connections of one port (atprotocol.md 2.1). One thread accepts and never waits for a
 * client; each connection runs on a virtual thread of the {@link ConnectionPool}.
 */
public final class Listener implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Listener.class.getName());
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(100);
  private static final int BACKLOG = 256;
  private static final Duration END_LIMIT = Duration.ofSeconds(2);

  private final ServerSocket socket;
  private final String name;
  private final Door door;
  private final Thread thread;

  private Listener(ServerSocket socket, String name, Door door) {
    this.socket = socket;
    this.name = name;
    this.door = door;
    this.thread = Thread.ofVirtual().name("listen " + name).unstarted(this::accept);
  }

  /** Takes a port, 0 for one the system chooses. */
  public static ServerSocket bind(InetAddress address, int port) throws IOException {
    return new ServerSocket(port, BACKLOG, address);
  }

  /**
   * Accepts on a bound socket, which is closed with the listener.
   *
   * @param name for the thread and the log
   */
  public static Listener start(ServerSocket bound, String name, Door door) {
    Listener listener = new Listener(bound, name, door);
    listener.thread.start();
    return listener;
  }

  public int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    boolean failing = false;
    while (!socket.isClosed()) {
      try {
        door.admit(socket.accept());
        failing = false;
      } catch (IOException e) {
        if (!socket.isClosed()) {
          // Thousands of listeners that fail ten times a second must not fill the log.
          LOG.log(
              failing ? Level.DEBUG : Level.WARNING,
              "{0}: accepting a connection failed: {1}",
              name,
              e.getMessage());
          failing = true;
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

  /** The port is free when this returns: Java gives it back only when nobody accepts on it. */
  @Override
  public void close() {
    try {
      socket.close();
      if (!thread.join(END_LIMIT)) {
        LOG.log(Level.WARNING, "{0}: the port could not be given back yet", name);
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "{0}: closing the port failed: {1}", name, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
