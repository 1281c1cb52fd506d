package org.noports.relay;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.pairing.Side;

/** The two listening sockets of a session, bound before anybody hears of them. */
final class PortPair implements Closeable {
  private static final int BACKLOG = 512;

  private final ServerSocketChannel a;
  private final ServerSocketChannel b;

  private PortPair(ServerSocketChannel a, ServerSocketChannel b) {
    this.a = a;
    this.b = b;
  }

  /** On every address, IPv4 and IPv6, unless the configuration names one. */
  static PortPair open(@Nullable String bindHost, @Nullable PortRange range, Random random)
      throws IOException {
    InetAddress address = bindHost == null ? null : InetAddress.getByName(bindHost);
    ServerSocketChannel first = bind(address, range, random);
    try {
      return new PortPair(first, bind(address, range, random));
    } catch (IOException e) {
      first.close();
      throw e;
    }
  }

  private static ServerSocketChannel bind(
      @Nullable InetAddress address, @Nullable PortRange range, Random random) throws IOException {
    if (range == null) {
      return bind(address, 0);
    }
    int size = range.last() - range.first() + 1;
    int start = random.nextInt(size);
    for (int i = 0; i < size; i++) {
      try {
        return bind(address, range.first() + (start + i) % size);
      } catch (BindException e) {
        // Taken; the next one.
      }
    }
    throw new BindException("no free port in " + range);
  }

  private static ServerSocketChannel bind(@Nullable InetAddress address, int port)
      throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.bind(
          address == null ? new InetSocketAddress(port) : new InetSocketAddress(address, port),
          BACKLOG);
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  ServerSocketChannel channel(Side side) {
    return side == Side.A ? a : b;
  }

  int port(Side side) {
    return channel(side).socket().getLocalPort();
  }

  @Override
  public void close() throws IOException {
    try {
      a.close();
    } finally {
      b.close();
    }
  }
}
