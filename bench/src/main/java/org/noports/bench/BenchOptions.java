package org.noports.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a command line asks for.
 *
 * @param parts of the benchmark that run
 * @param streams numbers of streams that throughput is measured with
 * @param rounds how often each cell is measured, in turns, both directions each time
 * @param peers what else throughput is measured with; empty: all there are
 * @param readerSeconds how long the slow reader of the memory part reads
 * @param seconds how long notifications pass while they are counted
 * @param trace where the packets between distant hosts are listed; null for nowhere
 */
record BenchOptions(
    Set<String> parts,
    List<Integer> streams,
    int rounds,
    Set<String> peers,
    int readerSeconds,
    int seconds,
    @Nullable Path trace) {
  private static final Set<String> KNOWN =
      Set.of(
          "--only", "--streams", "--rounds", "--peers", "--reader-seconds", "--seconds", "--trace");

  static final String USAGE =
      "[--only PART[,PART]] [--streams N[,N]] [--rounds N] [--peers NAME[,NAME]]"
          + " [--reader-seconds N] [--seconds N] [--trace FILE]";

  /** Reads what follows the benchmark's name; BenchException says what is wrong. */
  static BenchOptions parse(List<String> args, Set<String> allParts, List<Integer> allStreams) {
    Map<String, String> given = new TreeMap<>();
    for (int i = 0; i < args.size(); i += 2) {
      if (i + 1 == args.size() || !KNOWN.contains(args.get(i))) {
        throw new BenchException(args.get(i) + " is no option, or lacks a value: " + USAGE);
      }
      given.put(args.get(i), args.get(i + 1));
    }
    String only = given.get("--only");
    String peers = given.get("--peers");
    String streams = given.get("--streams");
    String trace = given.get("--trace");
    return new BenchOptions(
        only == null ? allParts : among(only, allParts),
        streams == null ? allStreams : words(streams).stream().map(BenchOptions::number).toList(),
        number(given.getOrDefault("--rounds", "3")),
        peers == null ? Set.of() : Set.copyOf(words(peers)),
        number(given.getOrDefault("--reader-seconds", "20")),
        number(given.getOrDefault("--seconds", "60")),
        trace == null ? null : Path.of(trace));
  }

  boolean has(String part) {
    return parts.contains(part);
  }

  boolean measures(String peer) {
    return peers.isEmpty() || peers.contains(peer);
  }

  private static Set<String> among(String value, Set<String> all) {
    Set<String> named = new TreeSet<>(List.of(value.split(",", -1)));
    if (!all.containsAll(named)) {
      throw new BenchException("its parts are " + new TreeSet<>(all));
    }
    return named;
  }

  private static List<String> words(String value) {
    return List.of(value.split(",", -1));
  }

  private static int number(String value) {
    try {
      int number = Integer.parseInt(value);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new BenchException(value + " is no number", e);
    }
    throw new BenchException(value + " is not above zero");
  }
}
