package org.noports.bench;

import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The ciphers alone: what JMH measures of {@link CipherSpeed}, and OpenSSL beside it. */
final class CiphersBench {
  private static final TimeValue ITERATION = TimeValue.milliseconds(400);
  private static final int WARM_UPS = 5;

  /** What each method of {@link CipherSpeed} is, by its figure's name. */
  private enum Figure {
    SEAL("seal", "seal", "np-aead-1 records made, array to array"),
    OPEN("open", "open", "opened"),
    BOTH("thereAndBack", "seal_open", "made and opened"),
    CTR("ctr", "ctr", "counter mode, as with older peers"),
    RAW_GCM("rawSeal", "raw_gcm", "the JDK's AES-256-GCM alone, a new nonce each time"),
    RAW_CTR("rawCtr", "raw_ctr", "the JDK's AES-256-CTR alone");

    private final String method;
    private final String key;
    private final String meaning;

    Figure(String method, String key, String meaning) {
      this.method = method;
      this.key = key;
      this.meaning = meaning;
    }
  }

  private CiphersBench() {}

  static void run(Figures figures, BenchOptions options) {
    Options jmh =
        new OptionsBuilder()
            .include(CipherSpeed.class.getName() + "\\..*")
            .forks(1)
            .jvmArgs("-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow")
            .warmupIterations(WARM_UPS)
            .warmupTime(ITERATION)
            .measurementIterations(options.rounds())
            .measurementTime(ITERATION)
            .verbosity(VerboseMode.SILENT)
            .build();
    Map<String, Double> nanos = new TreeMap<>();
    try {
      for (RunResult result : new Runner(jmh).run()) {
        String size = result.getParams().getParam("payload");
        String method = result.getPrimaryResult().getLabel();
        // The fastest iteration: whatever else runs on the machine can only add.
        nanos.put(method + "_" + size, result.getPrimaryResult().getStatistics().getMin());
      }
    } catch (RunnerException e) {
      throw new BenchException("JMH could not measure: " + e.getMessage(), e);
    }
    for (int size : new int[] {1024, 16_384, 262_144}) {
      for (Figure figure : Figure.values()) {
        Double time = nanos.get(figure.method + "_" + size);
        if (time == null) {
          throw new BenchException("JMH measured no " + figure.method + " of " + size);
        }
        figures.put(figure.key + "_" + size, size / time, "GB/s", figure.meaning);
      }
      openSsl(figures, "gcm", size);
      openSsl(figures, "ctr", size);
    }
  }

  private static void openSsl(Figures figures, String mode, int size) {
    OpenSslSpeed.of("aes-256-" + mode, Math.min(size, 16_384))
        .ifPresent(speed ->
            figures.put(
                "openssl_" + mode + "_" + size,
                speed,
                "GB/s",
                "openssl speed, in pieces of 16 KiB at most"));
  }
}
