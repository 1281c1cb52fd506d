package org.noports.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The relay alone: what it carries, holds, sets up and adds, against peers in the same run. */
final class RelayBench {
  static final Set<String> PARTS = Set.of("throughput", "latency", "sessions", "idle");

  private RelayBench() {}

  static void run(Figures figures, Set<String> parts) {
    try (BenchSystem system = BenchSystem.start()) {
      if (parts.contains("throughput") || parts.contains("latency")) {
        besidePeers(figures, system, parts);
      }
      if (parts.contains("sessions")) {
        sessions(figures, system);
      }
      if (parts.contains("idle")) {
        BenchSystem.Running relay = system.relay();
        try (RelayUser user = RelayUser.of(system, BenchSystem.CLIENT)) {
          new RelayIdle(user, relay.process().toHandle()).run(figures);
        }
        relay.stop();
      }
    }
  }

  private static void besidePeers(Figures figures, BenchSystem system, Set<String> parts) {
    BenchSystem.Running relay = system.relay();
    try (Iperf iperf = Iperf.start();
        RelayUser user = RelayUser.of(system, BenchSystem.CLIENT);
        Carrier direct = new DirectPath();
        Carrier relayed = new RelayPath(user, relay.process().toHandle());
        Carrier haproxy = PeerProxy.haproxy();
        Carrier socat = PeerProxy.socat()) {
      if (parts.contains("latency")) {
        new RelayLatency(direct, relayed, haproxy, socat).run(figures);
      }
      if (parts.contains("throughput")) {
        new RelayThroughput(iperf, direct, relayed, haproxy, socat).run(figures);
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
