package org.noports.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Runs one benchmark by its name: a table, then one JSON object as the last line. */
public final class Bench {
  private static final Map<String, Consumer<Figures>> BENCHMARKS =
      new TreeMap<>(
          Map.of("relay", RelayBench::run, "tunnel", TunnelBench::run, "setup", SetupBench::run));

  private Bench() {}

  public static void main(String[] args) {
    Consumer<Figures> benchmark = args.length == 1 ? BENCHMARKS.get(args[0]) : null;
    if (benchmark == null) {
      System.err.println("Usage: bench/run NAME, where NAME is one of " + BENCHMARKS.keySet());
      System.exit(1);
      return;
    }
    Figures figures = new Figures();
    try {
      benchmark.accept(figures);
    } catch (BenchException e) {
      System.err.println("bench " + args[0] + ": " + e.getMessage());
      System.exit(1);
    }
    System.out.print(figures.table());
    System.out.println(figures.json());
    System.exit(0);
  }
}
