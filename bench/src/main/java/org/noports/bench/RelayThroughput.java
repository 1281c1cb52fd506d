package org.noports.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The relay against haproxy and socat, with the same source and sink in turns, both directions; all
 * as shares of what iperf3 moves directly. {@code source_N} is the source and sink without any
 * carrier.
 */
final class RelayThroughput {
  private static final int[] STREAMS = {1, 16, 256};
  private static final int ROUNDS = 3;
  private static final Duration TIME = Duration.ofMillis(1_500);

  private static final int DIRECT_SECONDS = 2;

  /** iperf3 opens 128 streams at most. */
  private static final int MOST_DIRECT = 128;

  private final Iperf iperf;
  private final Map<String, Carrier> carriers = new LinkedHashMap<>();

  RelayThroughput(Iperf iperf, Carrier direct, Carrier relay, Carrier haproxy, Carrier socat) {
    this.iperf = iperf;
    carriers.put("source", direct);
    carriers.put("relay", relay);
    carriers.put("haproxy", haproxy);
    carriers.put("socat", socat);
  }

  void run(Figures figures) {
    // The compilers of the relay and of our source are not what is measured.
    carriers.values().forEach(carrier -> Blast.run(carrier.streams(16), TIME, () -> {}, () -> {}));
    for (int streams : STREAMS) {
      measure(figures, streams);
    }
  }

  private void measure(Figures figures, int streams) {
    Samples direct = new Samples();
    Map<String, Samples> rates = new LinkedHashMap<>();
    Map<String, Samples> costs = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (boolean reverse : new boolean[] {false, true}) {
        direct.add(
            Iperf.run(iperf.port(), Math.min(streams, MOST_DIRECT), DIRECT_SECONDS, reverse)
                .gigabitsPerSecond());
        carriers.forEach((name, carrier) -> {
          double[] spent = new double[2];
          Blast.Result result =
              Blast.run(
                  turned(carrier.streams(streams), reverse),
                  TIME,
                  () -> spent[0] = ProcessCpu.seconds(carrier.processes()),
                  () -> spent[1] = ProcessCpu.seconds(carrier.processes()));
          rates.computeIfAbsent(name, key -> new Samples()).add(result.gigabitsPerSecond());
          costs
              .computeIfAbsent(name, key -> new Samples())
              .add((spent[1] - spent[0]) / (result.bytes() / 1e9));
        });
      }
    }
    figures.put("direct_" + streams, direct.median(), "Gbit/s", "iperf3, loopback");
    rates.forEach((name, rate) ->
        figures.put(name + "_" + streams, rate.median() / direct.median(), "share", "of direct"));
    costs.remove("source");
    costs.forEach((name, cost) ->
        figures.put(name + "_cpu_" + streams, cost.median(), "s/GB", "its CPU time"));
  }

  private static List<Blast.Stream> turned(List<Blast.Stream> streams, boolean reverse) {
    return reverse ? streams.stream().map(Blast.Stream::turned).toList() : streams;
  }
}
