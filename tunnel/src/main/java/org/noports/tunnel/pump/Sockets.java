package org.noports.tunnel.pump;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import jdk.net.ExtendedSocketOptions;

/** What is done with every socket of a tunnel. Stateless. */
public final class Sockets {
  /** A peer that has vanished from an idle connection is found after 15 + 4 * 5 seconds. */
  private static final int WATCH_IDLE_SECONDS = 15;

  private static final int WATCH_INTERVAL_SECONDS = 5;
  private static final int WATCH_COUNT = 4;
  private static final int DROPPED = 4096;

  private Sockets() {}

  /** Small writes go out at once; a peer that has vanished is found by the operating system. */
  public static void tune(SocketChannel socket) throws IOException {
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
  }

  /** Waits until the peer has closed and drops what it still sends; returns at the limit. */
  public static void awaitClose(SocketChannel socket, Duration limit) throws IOException {
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

  /**
   * Makes the operating system look soon and often whether an idle peer is still there: its own two
   * hours are for people who do not wait. Systems without these settings keep their own.
   */
  public static void watch(SocketChannel socket) throws IOException {
    set(socket, ExtendedSocketOptions.TCP_KEEPIDLE, WATCH_IDLE_SECONDS);
    set(socket, ExtendedSocketOptions.TCP_KEEPINTERVAL, WATCH_INTERVAL_SECONDS);
    set(socket, ExtendedSocketOptions.TCP_KEEPCOUNT, WATCH_COUNT);
  }

  private static void set(SocketChannel socket, SocketOption<Integer> option, int value)
      throws IOException {
    if (socket.supportedOptions().contains(option)) {
      socket.setOption(option, value);
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
