package org.noports.relay;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;
import org.noports.tunnel.pump.Sockets;

/**
 * TCP keep-alive of the relay's connections: a peer that has vanished is found within minutes,
 * where operating systems take two hours, and an idle connection is kept known to the address
 * translators on its way. Stateless.
 */
final class KeepAlive {
  private static final int IDLE_SECONDS = 120;
  private static final int INTERVAL_SECONDS = 30;
  private static final int PROBES = 4;

  private KeepAlive() {}

  /** As every socket of a tunnel, with these times where the platform has them. */
  static void tune(SocketChannel channel) throws IOException {
    Sockets.tune(channel);
    Set<SocketOption<?>> supported = channel.supportedOptions();
    set(channel, supported, ExtendedSocketOptions.TCP_KEEPIDLE, IDLE_SECONDS);
    set(channel, supported, ExtendedSocketOptions.TCP_KEEPINTERVAL, INTERVAL_SECONDS);
    set(channel, supported, ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES);
  }

  private static void set(
      SocketChannel channel,
      Set<SocketOption<?>> supported,
      SocketOption<Integer> option,
      int value)
      throws IOException {
    if (supported.contains(option)) {
      channel.setOption(option, value);
    }
  }
}
