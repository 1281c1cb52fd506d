package org.noports.bench;

import java.util.Set;

/** The relay alone: what it carries, holds, sets up and adds, against peers in the same run. */
final class RelayBench {
  static final Set<String> PARTS = Set.of("throughput");

  private RelayBench() {}

  static void run(Figures figures, Set<String> parts) {
    try (BenchSystem system = BenchSystem.start()) {
      ProcessHandle relay = system.relay().process().toHandle();
      if (parts.contains("throughput")) {
        try (Iperf iperf = Iperf.start();
            RelayUser user = RelayUser.of(system, BenchSystem.CLIENT);
            Carrier direct = new DirectPath();
            Carrier relayed = new RelayPath(user, relay);
            Carrier haproxy = PeerProxy.haproxy();
            Carrier socat = PeerProxy.socat()) {
          new RelayThroughput(iperf, direct, relayed, haproxy, socat).run(figures);
        }
      }
    }
  }
}
