package org.noports.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The relay alone against direct loopback TCP, both directions. The share is of what iperf3 moves
 * directly in the same run; {@code source_N} tells how our own source and sink, which the relay's
 * two dialled-in sides need, compare with iperf3 on the direct path.
 */
final class RelayBench {
  private static final int[] STREAMS = {1, 16};
  private static final int ROUNDS = 3;
  private static final Duration TIME = Duration.ofSeconds(4);

  private RelayBench() {}

  static void run(Figures figures) {
    try (BenchSystem system = BenchSystem.start();
        Iperf iperf = Iperf.start()) {
      ProcessHandle relay = system.relay().process().toHandle();
      for (int streams : STREAMS) {
        measure(figures, system, iperf, relay, streams);
      }
    }
  }

  private static void measure(
      Figures figures, BenchSystem system, Iperf iperf, ProcessHandle relay, int streams) {
    Samples direct = new Samples();
    Samples source = new Samples();
    Samples relayed = new Samples();
    Samples cpu = new Samples();
    for (int round = 0; round < ROUNDS; round++) {
      for (boolean reverse : new boolean[] {false, true}) {
        int seconds = (int) TIME.toSeconds();
        direct.add(Iperf.run(iperf.port(), streams, seconds, reverse).gigabitsPerSecond());
        source.add(Blast.run(direct(streams), TIME, () -> {}, () -> {}).gigabitsPerSecond());
        RelaySession session = RelaySession.open(system);
        double[] spent = new double[2];
        Blast.Result result =
            Blast.run(
                turned(IntStream.range(0, streams).mapToObj(i -> session.stream()), reverse),
                TIME,
                () -> spent[0] = ProcessCpu.seconds(List.of(relay)),
                () -> spent[1] = ProcessCpu.seconds(List.of(relay)));
        relayed.add(result.gigabitsPerSecond());
        cpu.add((spent[1] - spent[0]) / (result.bytes() / 1e9));
      }
    }
    figures.put("direct_" + streams, direct.median(), "Gbit/s", "iperf3, loopback");
    figures.put("source_" + streams, source.median() / direct.median(), "share", "our source");
    figures.put(
        "relay_" + streams, relayed.median() / direct.median(), "share", "of iperf3 direct");
    figures.put("relay_cpu_" + streams, cpu.median(), "s/GB", "CPU of the relay");
  }

  private static List<Blast.Stream> turned(
      java.util.stream.Stream<Blast.Stream> streams, boolean reverse) {
    return streams
        .map(stream -> reverse ? new Blast.Stream(stream.to(), stream.from()) : stream)
        .toList();
  }

  private static List<Blast.Stream> direct(int count) {
    List<Blast.Stream> streams = new ArrayList<>();
    try (ServerSocketChannel server =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      for (int i = 0; i < count; i++) {
        SocketChannel from = SocketChannel.open(server.getLocalAddress());
        streams.add(new Blast.Stream(from, server.accept()));
      }
      return streams;
    } catch (IOException e) {
      throw new BenchException("no direct connection", e);
    }
  }
}
