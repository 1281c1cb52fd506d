package org.noports.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.noports.protocol.json.Json;

/** The iperf3 program: one server, any number of client runs. */
final class Iperf implements AutoCloseable {
  /** What a run moved and how fast. */
  record Result(double bytes, double gigabitsPerSecond) {}

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
    List<String> command =
        new java.util.ArrayList<>(
            List.of("iperf3", "-c", "127.0.0.1", "-p", Integer.toString(port), "-J", "-t"));
    command.addAll(List.of(Integer.toString(seconds), "-P", Integer.toString(streams)));
    if (reverse) {
      command.add("-R");
    }
    try {
      Process client = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!client.waitFor(30, TimeUnit.SECONDS) || client.exitValue() != 0) {
        client.destroyForcibly();
        throw new BenchException("iperf3 failed on port " + port + ": " + output.strip());
      }
      var received = Json.parseObject(output).object("end").object("sum_received");
      double bytes = Double.parseDouble(number(received, "bytes"));
      return new Result(bytes, Double.parseDouble(number(received, "bits_per_second")) / 1e9);
    } catch (IOException e) {
      throw new BenchException("iperf3 can't be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  private static String number(org.noports.protocol.json.JsonObject object, String name) {
    if (object.get(name) instanceof org.noports.protocol.json.JsonNumber number) {
      return number.text();
    }
    throw new BenchException("iperf3 printed no " + name);
  }

  @Override
  public void close() {
    server.destroyForcibly();
  }
}
