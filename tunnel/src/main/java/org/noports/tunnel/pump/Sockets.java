package org.noports.tunnel.pump;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/** What is done with every socket of a tunnel. Stateless. */
public final class Sockets {
  private Sockets() {}

  /** Small writes go out at once; a peer that has vanished is found by the operating system. */
  public static void tune(SocketChannel socket) throws IOException {
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
  }

  /** Sends what is pending and closes. */
  public static void close(SocketChannel socket) {
    close(socket, false);
  }

  /** Drops what is pending and tells the peer so. */
  public static void reset(SocketChannel socket) {
    close(socket, true);
  }

  static void close(SocketChannel socket, boolean reset) {
    try {
      if (reset) {
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException | UnsupportedOperationException e) {
      // Closed already, or about to be: the next line decides.
    }
    try {
      socket.close();
    } catch (IOException e) {
      // A socket that fails to close is closed.
    }
  }
}
