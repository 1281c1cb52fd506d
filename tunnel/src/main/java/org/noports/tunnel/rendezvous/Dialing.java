package org.noports.tunnel.rendezvous;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.pump.Sockets;

/** Connecting to the first address that answers. Stateless. */
final class Dialing {
  private Dialing() {}

  /** Tries the addresses in order until one limit for all has passed; the lifetime owns it. */
  static SocketChannel connect(InetAddress[] addresses, int port, Duration limit, Lifetime lifetime)
      throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    @Nullable IOException failure = null;
    for (int i = 0; i < addresses.length; i++) {
      // An address that does not answer must leave time for those after it.
      long left = (deadline - System.nanoTime()) / (addresses.length - i) / 1_000_000;
      if (left <= 0) {
        break;
      }
      SocketChannel channel = lifetime.own(SocketChannel.open());
      try {
        channel.socket().connect(new InetSocketAddress(addresses[i], port), (int) left);
        Sockets.tune(channel);
        return channel;
      } catch (IOException e) {
        failure = e;
        Sockets.close(channel);
        lifetime.disown(channel);
      }
    }
    throw failure != null ? failure : new SocketTimeoutException("connect timed out");
  }
}
