package org.noports.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What this process holds that a session could leave behind.
 *
 * @param files open now, sockets among them
 */
record Traces(long files) {
  static Traces now() {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return new Traces(files.count());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A few more may be the virtual machine's own, which opens some when it first needs them. */
  void assertNoMoreThan(Traces before) {
    assertThat(files).as("open files").isLessThan(before.files() + 5);
  }

  /** Live objects of these classes, after a full collection. */
  static Map<Class<?>, Long> objects(Class<?>... types) throws IOException, InterruptedException {
    List<String> lines = jcmd("GC.class_histogram").toList();
    Map<Class<?>, Long> objects = new HashMap<>();
    for (Class<?> type : types) {
      Pattern ofType =
          Pattern.compile(
              "\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+" + Pattern.quote(type.getName()) + "(\\s.*)?");
      objects.put(
          type,
          lines.stream()
              .map(ofType::matcher)
              .filter(Matcher::matches)
              .mapToLong(line -> Long.parseLong(line.group(1)))
              .sum());
    }
    return objects;
  }

  /** Threads, virtual ones too, whose name has this text in it. */
  static long threads(String text) throws IOException, InterruptedException {
    Path file = Files.createTempFile("threads", ".txt");
    try {
      jcmd("Thread.dump_to_file", "-overwrite", file.toString());
      try (Stream<String> lines = Files.lines(file)) {
        return lines.filter(line -> line.startsWith("#") && line.contains(text)).count();
      }
    } finally {
      Files.delete(file);
    }
  }

  /** Writes to a file: this process cannot read while it is stopped to be looked at. */
  private static Stream<String> jcmd(String... command) throws IOException, InterruptedException {
    Path program = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    String pid = String.valueOf(ProcessHandle.current().pid());
    Stream<String> words =
        Stream.concat(Stream.of(program.toString(), pid), Arrays.stream(command));
    Path out = Files.createTempFile("jcmd", ".txt");
    try {
      Process process =
          new ProcessBuilder(words.toList())
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      List<String> lines = Files.readAllLines(out);
      assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
      return lines.stream();
    } finally {
      Files.delete(out);
    }
  }
}
