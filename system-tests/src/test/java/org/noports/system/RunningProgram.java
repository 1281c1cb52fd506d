package org.noports.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One process of a test: its output goes to files, every wait for it has a limit, and closing it
 * leaves nothing running.
 */
final class RunningProgram implements AutoCloseable {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(12);
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String name;
  private final Process process;
  private final Path out;
  private final Path err;

  private RunningProgram(String name, Process process, Path out, Path err) {
    this.name = name;
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts the command with its output in {@code logs}. Ctrl-C is for it to act on, as at a
   * terminal: in the background of a script it would be ignored, by whoever is started from there.
   */
  static RunningProgram start(Path logs, String name, List<String> command) throws IOException {
    Files.createDirectories(logs);
    String label = "%02d-%s".formatted(COUNT.incrementAndGet(), name);
    Path out = logs.resolve(label + ".out");
    Path err = logs.resolve(label + ".err");
    List<String> whole = new ArrayList<>(List.of("env", "--default-signal=INT"));
    whole.addAll(command);
    Process process =
        new ProcessBuilder(whole)
            .redirectInput(Redirect.from(new File("/dev/null")))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new RunningProgram(label, process, out, err);
  }

  /** Waits until a line of either output matches; fails early when the program ends without it. */
  Matcher awaitLine(String regex, Duration limit) {
    Pattern pattern = Pattern.compile(regex, Pattern.MULTILINE);
    Matcher[] found = new Matcher[1];
    await(name + " to print " + regex)
        .atMost(limit)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> {
          boolean ended = !process.isAlive();
          Matcher matcher = pattern.matcher(out() + "\n" + err());
          if (matcher.find()) {
            found[0] = matcher;
            return true;
          }
          assertThat(ended)
              .as("%s ended without printing %s:%n%s%n%s", name, regex, out(), err())
              .isFalse();
          return false;
        });
    return found[0];
  }

  /** The exit code, once it has ended by itself. */
  int awaitExit(Duration limit) throws InterruptedException {
    assertThat(process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS))
        .as("%s ends within %s:%n%s%n%s", name, limit, out(), err())
        .isTrue();
    return process.exitValue();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  /** {@code kill -NAME}, which the process may survive. */
  static void signal(RunningProgram program, String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(program.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  /** kill -9. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitExit(STOP_LIMIT);
  }

  /** kill -TERM; the exit code. */
  int terminate() throws InterruptedException {
    process.destroy();
    return awaitExit(STOP_LIMIT);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(name + " did not stop when asked to:\n" + err());
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw new AssertionError("cannot read " + file, e);
    }
  }
}
