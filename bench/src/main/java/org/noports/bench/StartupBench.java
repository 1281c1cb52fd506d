package org.noports.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From pressing enter to a port that listens, and where the time goes, by the events of {@code npt
 * --json}. All parties run on this machine.
 */
final class StartupBench {
  private static final int STARTS = 20;

  /** The stretch that ends with each step, in the order of the steps. */
  private static final SequencedMap<String, String> PARTS = new LinkedHashMap<>();

  static {
    PARTS.put("STARTED", "jvm");
    PARTS.put("KEYS_READ", "keys");
    PARTS.put("LOGGED_IN", "login");
    PARTS.put("FEATURE_CHECK_SENT", "monitor");
    PARTS.put("RELAY_ANSWERED", "relay");
    PARTS.put("FEATURE_CHECK_ANSWERED", "ping");
    PARTS.put("SESSION_REQUESTED", "request");
    PARTS.put("SESSION_ANSWERED", "daemon");
    PARTS.put("up", "connect");
  }

  private static final Map<String, String> MEANINGS =
      Map.of(
          "jvm", "launcher, Java, command line",
          "keys", "the keys file is read",
          "login", "look-up, TLS, login",
          "monitor", "notifications are watched",
          "relay", "keys for relay and daemon, both asked, the relay has answered",
          "ping", "the daemon has answered, too",
          "request", "the relay is told how sides prove themselves",
          "daemon", "the session is asked for and granted",
          "connect", "the control connection stands, the port listens");

  private static final Pattern STEP =
      Pattern.compile(
          "\\{\"time\":\"([^\"]+)\",\"event\":\"(?:step\",\"step|state\",\"service\":\"[^\"]*\",\"state)\":\"(\\w+)\"");

  private StartupBench() {}

  static void run(Figures figures) {
    try (BenchSystem system = BenchSystem.start()) {
      system.relay();
      system.daemon();
      Parts parts = starts(system, STARTS);
      Samples whole = parts.whole();
      figures.put("ready_ms", whole.median(), "ms", "npt until it listens, median of " + STARTS);
      figures.put("ready_p95_ms", whole.quantile(0.95), "ms", "the same, 95 of 100");
      parts.put(figures, "");
    }
  }

  /** Starts, and where their time went. */
  record Parts(Samples whole, Map<String, Samples> each) {
    /** The medians of the parts. */
    void put(Figures figures, String prefix) {
      each.forEach((part, samples) ->
          figures.put(
              prefix + part + "_ms", samples.median(), "ms", MEANINGS.getOrDefault(part, "")));
    }
  }

  /** So many starts, after one that is not counted: the shared keys are made once. */
  static Parts starts(BenchSystem system, int count) {
    Map<String, Samples> parts = new LinkedHashMap<>();
    PARTS.values().forEach(part -> parts.put(part, new Samples()));
    Samples whole = new Samples();
    one(system, new LinkedHashMap<>(), new Samples());
    for (int start = 0; start < count; start++) {
      one(system, parts, whole);
    }
    return new Parts(whole, parts);
  }

  private static void one(BenchSystem system, Map<String, Samples> parts, Samples whole) {
    Instant before = Instant.now();
    BenchSystem.Running npt = system.client(22, "--json");
    try {
      npt.await("\"state\":\"up\"[^\\n]*\\n");
      Instant last = before;
      Matcher step = STEP.matcher(npt.printed());
      while (step.find()) {
        String part = PARTS.get(step.group(2));
        Instant at = Instant.parse(step.group(1));
        Samples samples = part == null ? null : parts.get(part);
        if (samples != null) {
          samples.add(Duration.between(last, at).toNanos() / 1e6);
        }
        last = part == null ? last : at;
      }
      whole.add(Duration.between(before, last).toNanos() / 1e6);
    } finally {
      npt.stop();
    }
  }
}
