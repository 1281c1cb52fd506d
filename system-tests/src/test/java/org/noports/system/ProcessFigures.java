package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a relay's process holds that sessions could leave behind.
 *
 * @param files open, the ports it listens at not counted
 * @param threads of the platform
 * @param ports it listens at
 * @param sessions as objects, after a full collection
 * @param heap bytes of all objects then
 */
record ProcessFigures(long files, long threads, long ports, long sessions, long heap) {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** The virtual machine's own may come and go: compiler threads, files it opens when needed. */
  private static final long OWN = 8;

  private static final long OWN_HEAP = 8L * 1024 * 1024;

  static ProcessFigures of(long pid, Path logs) throws IOException, InterruptedException {
    Path process = Path.of("/proc", String.valueOf(pid));
    List<String> open = openFiles(process);
    long threads = number("(?m)^Threads:\\s+(\\d+)", Files.readString(process.resolve("status")));
    long ports = 0;
    for (String table : List.of("net/tcp", "net/tcp6")) {
      for (String line : Files.readAllLines(process.resolve(table))) {
        String[] columns = line.strip().split("\\s+", -1);
        if (columns[3].equals("0A") && open.contains("socket:[" + columns[9] + "]")) {
          ports++;
        }
      }
    }
    String objects = histogram(pid, logs);
    long sessions =
        number(
            "(?m)^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+org\\.noports\\.relay\\.RelaySession(\\s|$)",
            objects);
    long heap = number("(?m)^Total\\s+\\d+\\s+(\\d+)", objects);
    return new ProcessFigures(open.size() - ports, threads, ports, sessions, heap);
  }

  private static List<String> openFiles(Path process) throws IOException {
    try (Stream<Path> open = Files.list(process.resolve("fd"))) {
      return open.map(ProcessFigures::target).toList();
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "closed meanwhile";
    }
  }

  private static String histogram(long pid, Path logs) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    RunningProgram histogram =
        RunningProgram.start(
            logs, "jcmd", List.of(jcmd, String.valueOf(pid), "GC.class_histogram"));
    if (histogram.awaitExit(LIMIT) != 0) {
      throw new AssertionError("no objects of " + pid + ": " + histogram.err());
    }
    return histogram.out();
  }

  private static long number(String regex, String text) {
    Matcher matcher = Pattern.compile(regex).matcher(text);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  /** Everything there is belongs to sessions that still have their place, or was there before. */
  void assertNoMoreThan(ProcessFigures before, long mostSessions) {
    assertThat(sessions).as("sessions in memory").isLessThanOrEqualTo(mostSessions);
    assertThat(ports).as("ports").isLessThanOrEqualTo(2 * sessions);
    assertThat(files).as("files").isLessThanOrEqualTo(before.files() + OWN);
    assertThat(threads).as("threads").isLessThanOrEqualTo(before.threads() + OWN);
    assertThat(heap).as("heap").isLessThanOrEqualTo(before.heap() + OWN_HEAP);
  }
}
