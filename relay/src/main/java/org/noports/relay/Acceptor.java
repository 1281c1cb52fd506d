package org.noports.relay;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;
import org.noports.tunnel.pump.Sockets;

/** Accepts the connections of one listening socket, on one thread. */
final class Acceptor {
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Logger LOG = System.getLogger(Acceptor.class.getName());

  private final String where;
  private final ServerSocketChannel server;
  private final RelayCounters counters;

  /**
   * @param where for the log
   */
  Acceptor(String where, ServerSocketChannel server, RelayCounters counters) {
    this.where = where;
    this.server = server;
    this.counters = counters;
  }

  /** Takes a connection over; when it throws, the connection is still the acceptor's to close. */
  interface Welcome {
    void admit(SocketChannel channel) throws IOException;
  }

  /**
   * Accepts until the listening socket is closed.
   *
   * @param pause waits so long, or until there is nothing to accept for any more
   */
  void run(Welcome welcome, Consumer<Duration> pause) {
    while (server.isOpen()) {
      SocketChannel channel = null;
      try {
        channel = server.accept();
        counters.connectionsAccepted.increment();
        KeepAlive.tune(channel);
        welcome.admit(channel);
      } catch (IOException e) {
        if (channel != null) {
          Sockets.reset(channel);
        } else if (server.isOpen()) {
          // No file handles left, most likely: without a pause this would be a busy loop.
          LOG.log(Level.WARNING, () -> where + ": cannot accept: " + e.getMessage());
          pause.accept(PAUSE);
        }
      }
    }
  }
}
