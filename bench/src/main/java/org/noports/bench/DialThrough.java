package org.noports.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Source and sink for a forwarder that listens and dials on: one end dials the forwarder, the other
 * accepts what the forwarder dials. One thread.
 */
final class DialThrough implements AutoCloseable {
  private static final int BACKLOG = 1024;
  private static final int LIMIT_MILLIS = (int) Duration.ofSeconds(10).toMillis();

  private final ServerSocketChannel target;

  DialThrough() {
    try {
      target =
          ServerSocketChannel.open()
              .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    } catch (IOException e) {
      throw new BenchException("no port to listen on", e);
    }
  }

  /** Where the forwarder is to dial. */
  int targetPort() {
    return target.socket().getLocalPort();
  }

  List<Blast.Stream> streams(int port, int count) {
    List<Blast.Stream> streams = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        SocketChannel from =
            SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        from.setOption(StandardSocketOptions.TCP_NODELAY, true);
        // Some forwarders dial on only when there is something to carry.
        from.write(ByteBuffer.wrap(new byte[] {1}));
        target.socket().setSoTimeout(LIMIT_MILLIS);
        SocketChannel to = target.socket().accept().getChannel();
        to.setOption(StandardSocketOptions.TCP_NODELAY, true);
        Blast.Stream stream = new Blast.Stream(from, to);
        stream.expectByte();
        streams.add(stream);
      }
      return streams;
    } catch (IOException e) {
      streams.forEach(Blast.Stream::close);
      throw new BenchException("no connection through port " + port, e);
    }
  }

  /** Accepts so many connections and says one byte on each; they stay open until the end. */
  void greet(int count, List<SocketChannel> accepted) {
    try {
      for (int i = 0; i < count; i++) {
        SocketChannel channel = target.socket().accept().getChannel();
        accepted.add(channel);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.write(ByteBuffer.wrap(new byte[] {1}));
      }
    } catch (IOException e) {
      throw new BenchException("not all connections came through", e);
    }
  }

  @Override
  public void close() {
    try {
      target.close();
    } catch (IOException e) {
      throw new BenchException("a listening port does not close", e);
    }
  }
}
