package org.noports.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Carriers against each other, with the same source and sink in turns, both directions; all as
 * shares of what iperf3 moves directly. The order of the carriers turns with every measurement, so
 * that none always follows the same.
 */
final class Throughput {
  private static final Duration TIME = Duration.ofSeconds(1);
  private static final Duration WARM_UP = Duration.ofSeconds(2);
  private static final int DIRECT_SECONDS = 1;

  /** iperf3 opens 128 streams at most. */
  private static final int MOST_DIRECT = 128;

  private final Iperf iperf;
  private final BenchOptions options;
  private final Map<String, Carrier> carriers = new LinkedHashMap<>();

  Throughput(Iperf iperf, BenchOptions options) {
    this.iperf = iperf;
    this.options = options;
  }

  /** One more to measure; stays its owner's. */
  Throughput with(String name, Carrier carrier) {
    if (options.measures(name)) {
      carriers.put(name, carrier);
    }
    return this;
  }

  void run(Figures figures) {
    // The compilers of what is measured, both ways, and of our source, are not what is measured.
    for (Carrier carrier : carriers.values()) {
      for (int streams : options.streams()) {
        Blast.run(carrier.streams(streams), WARM_UP, () -> {}, () -> {});
        Blast.run(turned(carrier.streams(streams)), WARM_UP, () -> {}, () -> {});
      }
    }
    for (int streams : options.streams()) {
      measure(figures, streams);
    }
  }

  private void measure(Figures figures, int streams) {
    Samples direct = new Samples();
    Map<String, Samples> rates = new LinkedHashMap<>();
    Map<String, Samples> costs = new LinkedHashMap<>();
    List<Map.Entry<String, Carrier>> order = new ArrayList<>(carriers.entrySet());
    for (int round = 0; round < options.rounds(); round++) {
      for (boolean reverse : new boolean[] {false, true}) {
        direct.add(
            Iperf.run(iperf.port(), Math.min(streams, MOST_DIRECT), DIRECT_SECONDS, reverse)
                .gigabitsPerSecond());
        for (Map.Entry<String, Carrier> entry : order) {
          // The source alone is there to show that it is not what limits: once will do.
          if (round > 0 && isSource(entry.getValue())) {
            continue;
          }
          Sample sample = sample(entry.getValue(), streams, reverse);
          rates.computeIfAbsent(entry.getKey(), key -> new Samples()).add(sample.rate());
          costs.computeIfAbsent(entry.getKey(), key -> new Samples()).add(sample.cost());
        }
        order.add(order.removeFirst());
      }
    }
    figures.put("direct_" + streams, direct.median(), "Gbit/s", "iperf3, loopback");
    carriers.forEach((name, carrier) -> {
      double rate = rates.getOrDefault(name, new Samples()).median();
      figures.put(name + "_" + streams, rate / direct.median(), "share", "of direct");
      if (!isSource(carrier)) {
        double cost = costs.getOrDefault(name, new Samples()).median();
        figures.put(name + "_cpu_" + streams, cost, "s/GB", "CPU time of its processes");
      }
    });
  }

  private static boolean isSource(Carrier carrier) {
    return carrier.processes().findAny().isEmpty();
  }

  private static List<Blast.Stream> turned(List<Blast.Stream> streams) {
    return streams.stream().map(Blast.Stream::turned).toList();
  }

  /** Gbit/s, and CPU seconds a GB. */
  private record Sample(double rate, double cost) {}

  private static Sample sample(Carrier carrier, int streams, boolean reverse) {
    List<Blast.Stream> opened = carrier.streams(streams);
    double[] spent = new double[2];
    Blast.Result result =
        Blast.run(
            reverse ? turned(opened) : opened,
            TIME,
            () -> spent[0] = ProcessCpu.seconds(carrier.processes()),
            () -> spent[1] = ProcessCpu.seconds(carrier.processes()));
    return new Sample(result.gigabitsPerSecond(), (spent[1] - spent[0]) / (result.bytes() / 1e9));
  }
}
