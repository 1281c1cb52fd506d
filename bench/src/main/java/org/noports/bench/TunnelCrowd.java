package org.noports.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many connections opened at once in one session: when each hears the service's first byte. */
final class TunnelCrowd {
  private static final int CONNECTIONS = 200;
  private static final int ROUNDS = 3;

  private TunnelCrowd() {}

  static void run(Figures figures, TunnelPath path) {
    Samples medians = new Samples();
    Samples tails = new Samples();
    // The first round warms the programs.
    for (int round = 0; round <= ROUNDS; round++) {
      Samples times = once(path);
      if (round > 0) {
        medians.add(times.median());
        tails.add(times.quantile(0.99));
      }
    }
    figures.put("crowd", CONNECTIONS, "", "connections opened at once, all served");
    figures.put("crowd_p50_ms", medians.median(), "ms", "to the first byte");
    figures.put("crowd_p99_ms", tails.median(), "ms", "to the first byte, 99 of 100");
  }

  private static Samples once(TunnelPath path) {
    List<SocketChannel> accepted = new ArrayList<>();
    Queue<SocketChannel> dialled = new ConcurrentLinkedQueue<>();
    try (ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> service = tasks.submit(() -> path.service().greet(CONNECTIONS, accepted));
      List<Future<Double>> all = new ArrayList<>();
      long start = System.nanoTime();
      for (int i = 0; i < CONNECTIONS; i++) {
        all.add(tasks.submit(() -> firstByte(path.port(), start, dialled)));
      }
      Samples times = new Samples();
      for (Future<Double> one : all) {
        times.add(one.get());
      }
      service.get();
      return times;
    } catch (ExecutionException e) {
      throw new BenchException("a connection of many fails: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    } finally {
      dialled.forEach(TunnelCrowd::close);
      accepted.forEach(TunnelCrowd::close);
    }
  }

  private static double firstByte(int port, long start, Queue<SocketChannel> dialled)
      throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    dialled.add(channel);
    if (channel.read(ByteBuffer.allocate(1)) != 1) {
      throw new IOException("closed without a byte");
    }
    return (System.nanoTime() - start) / 1e6;
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new BenchException("a connection does not close", e);
    }
  }
}
