package org.noports.bench;

import java.util.List;

/**
 * The whole encrypted path, {@code npt} to relay to {@code sshnpd} to an iperf3 server, against
 * direct loopback TCP in the same run, both directions.
 */
final class TunnelBench {
  private static final int[] STREAMS = {1, 16};
  private static final int ROUNDS = 3;
  private static final int SECONDS = 4;

  private TunnelBench() {}

  static void run(Figures figures) {
    try (BenchSystem system = BenchSystem.start();
        Iperf iperf = Iperf.start()) {
      ProcessHandle relay = system.relay().process().toHandle();
      ProcessHandle daemon = system.daemon().process().toHandle();
      BenchSystem.Running client = system.client(iperf.port());
      int port = client.listeningPort();
      List<ProcessHandle> ours = List.of(relay, daemon, client.process().toHandle());
      for (int streams : STREAMS) {
        measure(figures, iperf, port, ours, streams);
      }
    }
  }

  private static void measure(
      Figures figures, Iperf iperf, int port, List<ProcessHandle> ours, int streams) {
    Samples direct = new Samples();
    Samples tunnel = new Samples();
    Samples cpu = new Samples();
    for (int round = 0; round < ROUNDS; round++) {
      for (boolean reverse : new boolean[] {false, true}) {
        direct.add(Iperf.run(iperf.port(), streams, SECONDS, reverse).gigabitsPerSecond());
        double before = ProcessCpu.seconds(ours);
        Iperf.Result result = Iperf.run(port, streams, SECONDS, reverse);
        cpu.add((ProcessCpu.seconds(ours) - before) / (result.bytes() / 1e9));
        tunnel.add(result.gigabitsPerSecond());
      }
    }
    figures.put("direct_" + streams, direct.median(), "Gbit/s", "iperf3, loopback");
    figures.put("tunnel_" + streams, tunnel.median() / direct.median(), "share", "of direct");
    figures.put("tunnel_cpu_" + streams, cpu.median(), "s/GB", "CPU of npt, srvd and sshnpd");
  }
}
