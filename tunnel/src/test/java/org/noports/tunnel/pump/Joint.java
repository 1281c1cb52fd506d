package org.noports.tunnel.pump;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Two peers, and the pair of joined sockets between them. */
final class Joint implements AutoCloseable {
  final SocketChannel peerA;
  final SocketChannel peerB;
  final JoinedSockets joined;
  private final CompletableFuture<JoinResult> result;

  Joint(Pump pump) throws IOException {
    this(pump, null, null, Opening.NONE, Duration.ofSeconds(60));
  }

  Joint(
      Pump pump,
      @Nullable Transform aToB,
      @Nullable Transform bToA,
      Opening opening,
      Duration halfCloseIdle)
      throws IOException {
    try (ServerSocketChannel server =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      peerA = SocketChannel.open(server.getLocalAddress());
      SocketChannel a = server.accept();
      peerB = SocketChannel.open(server.getLocalAddress());
      SocketChannel b = server.accept();
      Sockets.tune(peerA);
      Sockets.tune(peerB);
      joined = new JoinedSockets("test", pump, a, b, aToB, bToA, opening, halfCloseIdle);
    }
    result = CompletableFuture.supplyAsync(joined::run, task -> Thread.startVirtualThread(task));
  }

  JoinResult result() {
    return result.orTimeout(20, TimeUnit.SECONDS).join();
  }

  boolean hasEnded() {
    return result.isDone();
  }

  @Override
  public void close() throws IOException {
    peerA.close();
    peerB.close();
    joined.close();
  }
}
