package org.noports.atserver.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.noports.atserver.ChildJava;

/**
 * Lets Jazzer look for inputs that a target does not stand, guided by what they reach, for a
 * bounded time in a process of its own. It begins with the inputs that are kept in the resources,
 * one a line; one that failed once is added there. {@code -Dnoports.fuzz.seconds=600} looks longer
 * and adds to that file what reaches something new.
 */
final class Fuzzer {
  private static final String JAZZER = "com.code_intelligence.jazzer.Jazzer";
  private static final int SECONDS = 4;
  private static final int LONGEST_INPUT = 400;

  /** A process that does not end by itself within this time beyond its own is stuck. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Class<?> target;
  private final Path kept;
  private final Path directory;

  /**
   * @param kept name of the file with the kept inputs
   */
  Fuzzer(Class<?> target, String kept, Path directory) {
    this.target = target;
    this.kept =
        Path.of(
            Objects.requireNonNull(System.getProperty("noports.root")),
            "atserver/src/test/resources/org/noports/atserver/hostile",
            kept);
    this.directory = directory;
  }

  /** Fails with the input and what happened when it finds one. */
  void run() throws IOException, InterruptedException {
    Integer wanted = Integer.getInteger("noports.fuzz.seconds");
    Path seeds = Files.createDirectories(directory.resolve("seeds"));
    Path found = Files.createDirectories(directory.resolve("found"));
    List<String> lines = Files.readAllLines(kept);
    for (int i = 0; i < lines.size(); i++) {
      Files.write(seeds.resolve(String.format("%05d", i)), KeptInput.bytes(lines.get(i)));
    }
    int seconds = wanted == null ? SECONDS : wanted;
    jazzer(seconds, "-max_total_time=" + seconds, found.toString(), seeds.toString());
    if (wanted != null) {
      Path merged = Files.createDirectories(directory.resolve("merged"));
      jazzer(seconds, "-merge=1", merged.toString(), seeds.toString(), found.toString());
      keep(merged);
    }
  }

  private void jazzer(int seconds, String... more) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(more));
    words.addAll(
        0,
        List.of(
            "--target_class=" + target.getName(),
            "--instrumentation_includes=org.noports.**",
            "--custom_hook_includes=org.noports.**",
            // Searching with expressions of clients is what some verbs are for; their steps are
            // counted.
            "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.RegexInjection",
            "--reproducer_path=" + directory,
            "-artifact_prefix=" + directory + "/",
            "-max_len=" + LONGEST_INPUT,
            "-timeout=60"));
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(
                ChildJava.command(
                    List.of(
                        "-XX:+EnableDynamicAgentLoading",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx512m"),
                    JAZZER,
                    words.toArray(String[]::new)))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean ended = process.waitFor(seconds + PATIENCE.toSeconds(), TimeUnit.SECONDS);
      String told = Files.readString(output);
      String end = told.substring(Math.max(0, told.length() - 6_000));
      assertThat(ended).as(end).isTrue();
      assertThat(process.exitValue()).as(end).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private void keep(Path merged) throws IOException {
    TreeSet<String> all = new TreeSet<>(Files.readAllLines(kept));
    try (Stream<Path> files = Files.list(merged)) {
      for (Path file : files.toList()) {
        all.add(KeptInput.text(Files.readAllBytes(file)));
      }
    }
    Files.write(kept, all);
  }
}
