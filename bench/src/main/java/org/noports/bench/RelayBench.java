package org.noports.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The relay alone: what it carries, holds, sets up and adds, against peers in the same run. */
final class RelayBench {
  static final Set<String> PARTS = Set.of("throughput", "latency", "sessions", "idle");
  static final List<Integer> STREAMS = List.of(1, 16, 256);

  private RelayBench() {}

  static void run(Figures figures, BenchOptions options) {
    try (BenchSystem system = BenchSystem.start()) {
      if (options.has("throughput") || options.has("latency")) {
        besidePeers(figures, system, options);
      }
      if (options.has("sessions")) {
        sessions(figures, system);
      }
      if (options.has("idle")) {
        BenchSystem.Running relay = system.relay();
        try (RelayUser user = RelayUser.of(system, BenchSystem.CLIENT)) {
          new RelayIdle(user, relay.process().toHandle()).run(figures);
        }
        relay.stop();
      }
    }
  }

  private static void besidePeers(Figures figures, BenchSystem system, BenchOptions options) {
    BenchSystem.Running relay = system.relay();
    try (Iperf iperf = Iperf.start();
        RelayUser user = RelayUser.of(system, BenchSystem.CLIENT);
        Carrier direct = new DirectPath();
        Carrier relayed = new RelayPath(user, relay.process().toHandle());
        Carrier haproxy = PeerProxy.haproxy();
        Carrier socat = PeerProxy.socat()) {
      if (options.has("latency")) {
        new Latency()
            .with("direct", direct)
            .with("relay", relayed)
            .with("haproxy", haproxy)
            .with("socat", socat)
            .run(figures);
      }
      if (options.has("throughput")) {
        new Throughput(iperf, options)
            .with("source", direct)
            .with("relay", relayed)
            .with("haproxy", haproxy)
            .with("socat", socat)
            .run(figures);
      }
    }
    relay.stop();
  }

  private static void sessions(Figures figures, BenchSystem system) {
    BenchSystem.Running relay = system.relay();
    List<RelayUser> users = new ArrayList<>();
    try {
      for (String atSign : BenchSystem.CLIENTS) {
        users.add(RelayUser.of(system, atSign));
      }
      new RelaySessions(users, relay.process().toHandle()).run(figures);
    } finally {
      users.forEach(RelayUser::close);
    }
    relay.stop();
  }
}
