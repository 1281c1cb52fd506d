package org.noports.relay;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Where a connection comes from, as far as that tells one party from another: an IPv4 address, or
 * the IPv6 network whose every address whoever has one of them has.
 */
record Network(ByteBuffer prefix) {
  private static final int IPV6_NETWORK_BYTES = 8;

  static Network of(InetAddress address) {
    byte[] bytes = address.getAddress();
    int significant = address instanceof Inet6Address ? IPV6_NETWORK_BYTES : bytes.length;
    return new Network(ByteBuffer.wrap(bytes, 0, significant).slice());
  }

  /** Of the other end of a connection. */
  static Network of(SocketChannel channel) throws IOException {
    if (channel.getRemoteAddress() instanceof InetSocketAddress from) {
      return of(from.getAddress());
    }
    throw new IOException("a connection without an address");
  }
}
