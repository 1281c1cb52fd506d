package org.noports.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * The whole encrypted path, {@code npt} to relay to {@code sshnpd} to an iperf3 server, in counter
 * mode and in authenticated records, against direct loopback TCP in the same run, in turns and in
 * both directions.
 */
final class TunnelBench {
  private static final int[] STREAMS = {1, 16};
  private static final int ROUNDS = 3;
  private static final int SECONDS = 3;

  private TunnelBench() {}

  static void run(Figures figures) {
    try (BenchSystem system = BenchSystem.start();
        Iperf iperf = Iperf.start()) {
      ProcessHandle relay = system.relay().process().toHandle();
      ProcessHandle daemon = system.daemon().process().toHandle();
      Path ctr = new Path("ctr", system.client(iperf.port(), "--no-aead"), List.of(relay, daemon));
      Path aead = new Path("aead", system.client(iperf.port()), List.of(relay, daemon));
      for (int streams : STREAMS) {
        measure(figures, iperf, List.of(ctr, aead), streams);
      }
    }
  }

  /** One client's way through the relay, and what was measured on it. */
  private static final class Path {
    private final String name;
    private final int port;
    private final List<ProcessHandle> processes;
    private Samples throughput = new Samples();
    private Samples cpu = new Samples();

    Path(String name, BenchSystem.Running client, List<ProcessHandle> others) {
      this.name = name;
      this.port = client.listeningPort();
      this.processes = new ArrayList<>(others);
      processes.add(client.process().toHandle());
    }

    void measure(int streams, boolean reverse) {
      double before = ProcessCpu.seconds(processes);
      Iperf.Result result = Iperf.run(port, streams, SECONDS, reverse);
      cpu.add((ProcessCpu.seconds(processes) - before) / (result.bytes() / 1e9));
      throughput.add(result.gigabitsPerSecond());
    }

    void put(Figures figures, String as, int streams, double direct) {
      figures.put(as + "_" + streams, throughput.median() / direct, "share", "of direct");
      figures.put(
          as + "_cpu_" + streams, cpu.median(), "s/GB", "CPU of npt, srvd and sshnpd, " + name);
    }

    /** Forgets what was measured. */
    void begin() {
      throughput = new Samples();
      cpu = new Samples();
    }
  }

  private static void measure(Figures figures, Iperf iperf, List<Path> paths, int streams) {
    Samples direct = new Samples();
    for (int round = 0; round < ROUNDS; round++) {
      for (boolean reverse : new boolean[] {false, true}) {
        direct.add(Iperf.run(iperf.port(), streams, SECONDS, reverse).gigabitsPerSecond());
        for (Path path : paths) {
          path.measure(streams, reverse);
        }
      }
    }
    figures.put("direct_" + streams, direct.median(), "Gbit/s", "iperf3, loopback");
    for (Path path : paths) {
      path.put(figures, path.name, streams, direct.median());
    }
    paths.getLast().put(figures, "tunnel", streams, direct.median());
    paths.forEach(Path::begin);
  }
}
