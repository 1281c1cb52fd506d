package org.noports.bench;

import java.util.List;
import java.util.Set;

/**
 * The whole encrypted path in both of its modes, against the relay alone, {@code ssh -L} and
 * stunnel in the same run; and what it costs besides throughput.
 */
final class TunnelBench {
  static final Set<String> PARTS = Set.of("start", "throughput", "latency", "crowd", "memory");
  static final List<Integer> STREAMS = List.of(1, 16);

  private TunnelBench() {}

  static void run(Figures figures, BenchOptions options) {
    try (BenchSystem system = BenchSystem.start()) {
      ProcessHandle relay = system.relay().process().toHandle();
      if (options.has("start")) {
        TunnelStart.bothNew(figures, system);
      }
      ProcessHandle daemon = system.daemon().process().toHandle();
      List<ProcessHandle> others = List.of(relay, daemon);
      if (options.has("start")) {
        TunnelStart.clientNew(figures, system);
      }
      try (TunnelPath aead = TunnelPath.authenticated(system, others)) {
        if (options.has("throughput")) {
          throughput(figures, options, system, relay, aead, others);
        }
        if (options.has("latency")) {
          try (Carrier direct = new DirectPath();
              Carrier socats = PeerProxy.socatChain()) {
            new Latency()
                .with("direct", direct)
                .with("aead", aead)
                .with("socats", socats)
                .run(figures);
          }
        }
        if (options.has("crowd")) {
          TunnelCrowd.run(figures, aead);
        }
      }
    }
    if (options.has("memory")) {
      TunnelMemory.run(figures, options.readerSeconds());
    }
  }

  private static void throughput(
      Figures figures,
      BenchOptions options,
      BenchSystem system,
      ProcessHandle relay,
      Carrier aead,
      List<ProcessHandle> others) {
    try (Iperf iperf = Iperf.start();
        RelayUser user = RelayUser.of(system, BenchSystem.CLIENT);
        Carrier alone = new RelayPath(user, relay);
        Carrier ctr = TunnelPath.counterMode(system, others);
        Carrier ssh = EncryptedPeers.ssh();
        Carrier stunnel = EncryptedPeers.stunnel()) {
      new Throughput(iperf, options)
          .with("relay", alone)
          .with("ctr", ctr)
          .with("aead", aead)
          .with("ssh", ssh)
          .with("stunnel", stunnel)
          .run(figures);
    }
  }
}
