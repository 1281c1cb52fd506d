package org.noports.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The round trip of one byte, through several carriers in turns. */
final class Latency {
  private static final int ROUNDS = 3;
  private static final int WARM_UP = 4_000;
  private static final int TRIPS = 8_000;

  private final Map<String, Carrier> carriers = new LinkedHashMap<>();

  /** One more to measure; stays its owner's. */
  Latency with(String name, Carrier carrier) {
    carriers.put(name, carrier);
    return this;
  }

  void run(Figures figures) {
    Map<String, Samples> medians = new LinkedHashMap<>();
    Map<String, Samples> tails = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      carriers.forEach((name, carrier) -> {
        long[] nanos = trips(carrier);
        medians.computeIfAbsent(name, key -> new Samples()).add(nanos[TRIPS / 2] / 1e3);
        tails.computeIfAbsent(name, key -> new Samples()).add(nanos[TRIPS * 99 / 100] / 1e3);
      });
    }
    carriers
        .keySet()
        .forEach(name -> {
          figures.put(
              name + "_p50_us", samples(medians, name).median(), "us", "round trip of 1 byte");
          figures.put(name + "_p99_us", samples(tails, name).median(), "us", "99 of 100 trips");
        });
  }

  private static Samples samples(Map<String, Samples> all, String name) {
    return all.getOrDefault(name, new Samples());
  }

  /** Sorted times. */
  private static long[] trips(Carrier carrier) {
    try (Blast.Stream stream = carrier.streams(1).getFirst()) {
      Thread echo = Thread.ofPlatform().name("echo").start(() -> echo(stream.to()));
      ByteBuffer one = ByteBuffer.allocateDirect(1);
      long[] nanos = new long[TRIPS];
      for (int trip = -WARM_UP; trip < TRIPS; trip++) {
        long start = System.nanoTime();
        stream.from().write(one.clear());
        if (stream.from().read(one.clear()) != 1) {
          throw new BenchException("the echo ended");
        }
        nanos[Math.max(trip, 0)] = System.nanoTime() - start;
      }
      stream.from().shutdownOutput();
      echo.join(Duration.ofSeconds(10));
      Arrays.sort(nanos);
      return nanos;
    } catch (IOException e) {
      throw new BenchException("the connection broke", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  private static void echo(SocketChannel channel) {
    ByteBuffer one = ByteBuffer.allocateDirect(1);
    try {
      while (channel.read(one.clear()) == 1) {
        channel.write(one.flip());
      }
    } catch (IOException e) {
      throw new BenchException("the echo broke", e);
    }
  }
}
