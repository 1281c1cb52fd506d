package org.noports.bench;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Runs one benchmark by its name: a table, then one JSON object as the last line. */
public final class Bench {
  /** A benchmark, its parts, and the numbers of streams it measures when not told otherwise. */
  private record Kind(
      Set<String> parts, List<Integer> streams, BiConsumer<Figures, BenchOptions> run) {}

  private static final Map<String, Kind> KINDS =
      new TreeMap<>(
          Map.of(
              "atserver",
              new Kind(
                  AtServerBench.PARTS,
                  List.of(),
                  (figures, options) ->
                      AtServerBench.run(figures, options.seconds(), options.parts())),
              "ciphers",
              new Kind(Set.of(), List.of(), CiphersBench::run),
              "relay",
              new Kind(RelayBench.PARTS, RelayBench.STREAMS, RelayBench::run),
              "tunnel",
              new Kind(TunnelBench.PARTS, TunnelBench.STREAMS, TunnelBench::run),
              "setup",
              new Kind(Set.of(), List.of(), (figures, options) -> SetupBench.run(figures)),
              "udp",
              new Kind(Set.of(), List.of(), (figures, options) -> UdpBench.run(figures)),
              "delay",
              new Kind(DelayBench.PARTS, List.of(), DelayBench::run),
              "startup",
              new Kind(Set.of(), List.of(), (figures, options) -> StartupBench.run(figures))));

  private Bench() {}

  public static void main(String[] args) {
    @Nullable Kind kind = args.length == 0 ? null : KINDS.get(args[0]);
    if (kind == null) {
      System.err.println("Usage: bench/run NAME " + BenchOptions.USAGE);
      KINDS.forEach((name, known) -> System.err.println("       " + name + " " + known.parts()));
      System.exit(1);
      return;
    }
    Figures figures = new Figures();
    try {
      List<String> more = List.of(args).subList(1, args.length);
      kind.run().accept(figures, BenchOptions.parse(more, kind.parts(), kind.streams()));
    } catch (BenchException e) {
      System.err.println("bench " + args[0] + ": " + e.getMessage());
      System.exit(1);
    }
    System.out.print(figures.table());
    System.out.println(figures.json());
    System.exit(0);
  }
}
