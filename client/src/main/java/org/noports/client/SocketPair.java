package org.noports.client;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.noports.tunnel.pump.Sockets;

/**
 * Two sockets of this process that are connected to each other: an end for a tunnel where there is
 * no peer with a socket. What Java has no call for goes over loopback: a port is open while the two
 * connect, and whoever else connects to it meanwhile is sent away.
 */
record SocketPair(SocketChannel near, SocketChannel far) implements Closeable {
  private static final int MOST_STRANGERS = 64;

  static SocketPair open() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(loopback, 0), MOST_STRANGERS);
      SocketChannel near = SocketChannel.open(listener.getLocalAddress());
      boolean complete = false;
      try {
        SocketPair pair = new SocketPair(near, accept(listener, near.getLocalAddress()));
        Sockets.tune(near);
        complete = true;
        return pair;
      } finally {
        if (!complete) {
          Sockets.close(near);
        }
      }
    }
  }

  private static SocketChannel accept(ServerSocketChannel listener, SocketAddress expected)
      throws IOException {
    for (int i = 0; i < MOST_STRANGERS; i++) {
      SocketChannel far = listener.accept();
      if (expected.equals(far.getRemoteAddress())) {
        return far;
      }
      Sockets.reset(far);
    }
    throw new IOException("other programs took all places of a connection within this one");
  }

  @Override
  public void close() {
    Sockets.close(near);
    Sockets.close(far);
  }
}
