package org.noports.system;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A real DNS server (dnsmasq) with a few names of its own, and the command that asks it (dig). */
final class NameServer implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** Texts that together need a datagram of several thousand bytes. */
  private static final int TEXTS = 12;

  private static final int ATTEMPTS = 20;

  private final RunningProgram program;
  private final int port;

  private NameServer(RunningProgram program, int port) {
    this.program = program;
    this.port = port;
  }

  static NameServer start(Path logs) throws IOException {
    int port = freePort();
    List<String> command =
        new ArrayList<>(
            List.of(
                "dnsmasq",
                "--keep-in-foreground",
                "--log-facility=-",
                "--conf-file=/dev/null",
                "--pid-file=",
                "--user=",
                "--group=",
                "--port=" + port,
                "--listen-address=127.0.0.1",
                "--bind-interfaces",
                "--no-resolv",
                "--no-hosts",
                "--edns-packet-max=8192",
                "--address=/printer.lan/192.0.2.7"));
    for (int i = 0; i < TEXTS; i++) {
      command.add("--txt-record=big.lan," + text(i));
    }
    RunningProgram dnsmasq = RunningProgram.start(logs, "dnsmasq", command);
    dnsmasq.awaitLine("started, version", LIMIT);
    return new NameServer(dnsmasq, port);
  }

  /** Free for TCP as well, where it also listens. */
  private static int freePort() throws IOException {
    InetAddress address = InetAddress.ofLiteral("127.0.0.1");
    for (int attempt = 1; ; attempt++) {
      try (DatagramSocket udp = new DatagramSocket(0, address);
          ServerSocket tcp = new ServerSocket(udp.getLocalPort(), 1, address)) {
        return tcp.getLocalPort();
      } catch (BindException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  int port() {
    return port;
  }

  /** What is asked for {@code big.lan}, of type TXT. */
  static List<String> texts() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < TEXTS; i++) {
      all.add("\"" + text(i) + "\"");
    }
    return all;
  }

  private static String text(int number) {
    return "%02d-".formatted(number).repeat(80);
  }

  /**
   * The arguments of {@code dig} for a question through a local port, without falling back to TCP.
   */
  static String[] question(int port, String name, String type) {
    return new String[] {
      "@127.0.0.1",
      "-p",
      String.valueOf(port),
      "+short",
      "+notcp",
      "+ignore",
      "+bufsize=8192",
      "+tries=10",
      "+time=1",
      name,
      type
    };
  }

  @Override
  public void close() {
    program.close();
  }
}
