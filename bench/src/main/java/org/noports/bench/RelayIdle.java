package org.noports.bench;

import java.util.ArrayList;
import java.util.List;

/** What idle pairs cost: the relay's memory, and the time to set up a session beside them. */
final class RelayIdle {
  private static final int PAIRS = 8_000;
  private static final int PAIRS_A_SESSION = 500;
  private static final int WARM_UP = 30;
  private static final int SET_UPS = 50;

  private final RelayUser user;
  private final ProcessHandle relay;

  RelayIdle(RelayUser user, ProcessHandle relay) {
    this.user = user;
    this.relay = relay;
  }

  void run(Figures figures) {
    setUps(WARM_UP);
    figures.put("setup_ms", setUps(SET_UPS).median(), "ms", "a session to its first byte");
    figures.put("started_rss_mib", ProcessCpu.residentMib(relay), "MiB", "relay without pairs");
    List<Blast.Stream> pairs = new ArrayList<>();
    try {
      BenchSession session = null;
      for (int pair = 0; pair < PAIRS; pair++) {
        if (session == null || pair % PAIRS_A_SESSION == 0) {
          session = user.session();
        }
        pairs.add(session.stream());
      }
      figures.put("idle_pairs", pairs.size(), "", "joined, one byte carried each way");
      figures.put("idle_rss_mib", ProcessCpu.residentMib(relay), "MiB", "relay with idle pairs");
      figures.put(
          "setup_idle_ms", setUps(SET_UPS).median(), "ms", "a session beside the idle pairs");
    } finally {
      pairs.forEach(Blast.Stream::close);
    }
  }

  private Samples setUps(int count) {
    Samples samples = new Samples();
    for (int i = 0; i < count; i++) {
      long start = System.nanoTime();
      Blast.Stream stream = user.session().stream();
      samples.add((System.nanoTime() - start) / 1e6);
      stream.close();
    }
    return samples;
  }
}
