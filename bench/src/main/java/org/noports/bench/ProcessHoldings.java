package org.noports.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a Java process holds.
 *
 * @param files open descriptors: files, sockets and listening ports
 * @param threads of the operating system
 * @param heapMib live objects, after a full collection
 */
record ProcessHoldings(int files, int threads, double heapMib) {
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
  private static final Pattern THREADS = Pattern.compile("(?m)^Threads:\\s+(\\d+)");

  static ProcessHoldings of(ProcessHandle process) {
    // Counts live objects, and so collects all others first.
    String histogram = jcmd(process, "GC.class_histogram");
    return new ProcessHoldings(
        files(process),
        (int) number(THREADS, read(Path.of("/proc", process.pid() + "", "status"))),
        number(TOTAL, histogram) / (1024 * 1024));
  }

  static int files(ProcessHandle process) {
    try (Stream<Path> files = Files.list(Path.of("/proc", process.pid() + "", "fd"))) {
      return Math.toIntExact(files.count());
    } catch (IOException e) {
      throw new BenchException("can't count the files of process " + process.pid(), e);
    }
  }

  private static String jcmd(ProcessHandle process, String command) {
    Path program = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    try {
      Path output = Files.createTempFile("noports-bench", ".jcmd");
      try {
        Process jcmd =
            new ProcessBuilder(program.toString(), process.pid() + "", command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!jcmd.waitFor(60, TimeUnit.SECONDS) || jcmd.exitValue() != 0) {
          jcmd.destroyForcibly();
          throw new BenchException("jcmd fails: " + read(output));
        }
        return read(output);
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new BenchException("jcmd of the JDK can't be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  private static double number(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    if (!found.find()) {
      throw new BenchException("no " + pattern + " in what the process tells of itself");
    }
    return Double.parseDouble(found.group(1));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new BenchException("can't read " + file, e);
    }
  }
}
