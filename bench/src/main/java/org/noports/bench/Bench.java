package org.noports.bench;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs one benchmark by its name: a table, then one JSON object as the last line. */
public final class Bench {
  private static final Map<String, Consumer<Figures>> BENCHMARKS =
      new TreeMap<>(
          Map.of(
              "relay",
              figures -> RelayBench.run(figures, RelayBench.PARTS),
              "tunnel",
              TunnelBench::run,
              "setup",
              SetupBench::run));

  private Bench() {}

  public static void main(String[] args) {
    Consumer<Figures> benchmark = benchmark(List.of(args));
    if (benchmark == null) {
      System.err.println("Usage: bench/run NAME, where NAME is one of " + BENCHMARKS.keySet());
      System.err.println("       bench/run relay --only PART, one of " + RelayBench.PARTS);
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

  private static @Nullable Consumer<Figures> benchmark(List<String> args) {
    if (args.size() == 3
        && args.subList(0, 2).equals(List.of("relay", "--only"))
        && RelayBench.PARTS.contains(args.get(2))) {
      return figures -> RelayBench.run(figures, Set.of(args.get(2)));
    }
    return args.size() == 1 ? BENCHMARKS.get(args.get(0)) : null;
  }
}
