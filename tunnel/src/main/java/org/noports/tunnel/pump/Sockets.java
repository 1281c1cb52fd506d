package org.noports.tunnel.pump;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** What is done with every socket of a tunnel. Stateless. */
public final class Sockets {
  private static final int DROPPED = 4096;

  private Sockets() {}

  /** Small writes go out at once; a peer that has vanished is found by the operating system. */
  public static void tune(SocketChannel socket) throws IOException {
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
  }

  /** Waits until the peer has closed and drops what it still sends; returns at the limit. */
  static void awaitClose(SocketChannel socket, Duration limit) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    InputStream in = socket.socket().getInputStream();
    byte[] dropped = new byte[DROPPED];
    try {
      long left;
      while ((left = (deadline - System.nanoTime()) / 1_000_000) > 0) {
        socket.socket().setSoTimeout((int) left);
        if (in.read(dropped) < 0) {
          return;
        }
      }
    } catch (SocketTimeoutException e) {
      // It had its time.
    }
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
