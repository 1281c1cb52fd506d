package org.noports.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The iperf3 program: one server, any number of client runs. */
final class Iperf implements AutoCloseable {
  /** What a run moved and how fast. */
  record Result(double bytes, double gigabitsPerSecond) {}

  private static final Duration BUSY_LIMIT = Duration.ofSeconds(10);
  private static final Duration BUSY_PAUSE = Duration.ofMillis(100);
  private static final Pattern ERROR = Pattern.compile("\"error\":\\s*\"([^\"]*)\"");
  private static final Pattern BYTES = Pattern.compile("\"bytes\":\\s*([0-9.e+]+)");
  private static final Pattern RATE = Pattern.compile("\"bits_per_second\":\\s*([0-9.e+]+)");

  private final Process server;
  private final int port;

  private Iperf(Process server, int port) {
    this.server = server;
    this.port = port;
  }

  /** Starts a server on a free port of the loopback address. */
  static Iperf start() {
    int port = Ports.free();
    try {
      Process server =
          new ProcessBuilder("iperf3", "-s", "-B", "127.0.0.1", "-p", Integer.toString(port))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectErrorStream(true)
              .start();
      Ports.awaitListening(port, server);
      return new Iperf(server, port);
    } catch (IOException e) {
      throw new BenchException("iperf3 is not installed: apt-get install iperf3", e);
    }
  }

  int port() {
    return port;
  }

  /**
   * Runs a client against a port that leads to this server; {@code reverse} makes the server send.
   */
  static Result run(int port, int streams, int seconds, boolean reverse) {
    long deadline = System.nanoTime() + BUSY_LIMIT.toNanos();
    while (true) {
      String report = report(port, streams, seconds, reverse);
      Matcher error = ERROR.matcher(report);
      if (!error.find()) {
        String received = report.substring(report.lastIndexOf("\"sum_received\""));
        return new Result(number(received, BYTES), number(received, RATE) / 1e9);
      }
      // The server needs a moment to see that the run before has ended.
      if (!error.group().contains("busy") || System.nanoTime() > deadline) {
        throw new BenchException("iperf3 failed on port " + port + ": " + error.group(1));
      }
      LockSupport.parkNanos(BUSY_PAUSE.toNanos());
    }
  }

  /** The report as text: it repeats member names, which our JSON reader refuses. */
  private static String report(int port, int streams, int seconds, boolean reverse) {
    List<String> command =
        new ArrayList<>(
            List.of("iperf3", "-c", "127.0.0.1", "-p", Integer.toString(port), "-J", "-t"));
    command.addAll(List.of(Integer.toString(seconds), "-P", Integer.toString(streams)));
    if (reverse) {
      command.add("-R");
    }
    try {
      Process client = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!client.waitFor(30, TimeUnit.SECONDS)) {
        client.destroyForcibly();
        throw new BenchException("iperf3 does not end on port " + port);
      }
      return output;
    } catch (IOException e) {
      throw new BenchException("iperf3 can't be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  private static double number(String received, Pattern member) {
    Matcher found = member.matcher(received);
    if (!found.find()) {
      throw new BenchException("iperf3 printed no result");
    }
    return Double.parseDouble(found.group(1));
  }

  @Override
  public void close() {
    server.destroyForcibly();
  }
}
