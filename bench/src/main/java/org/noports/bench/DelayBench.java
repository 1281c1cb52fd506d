package org.noports.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sessions between hosts that are far from each other: from starting {@code npt} to a port that
 * listens, and new connections in an open session beside connections through a plain forwarder on
 * the relay's host. Every packet takes 50 ms, so a round trip 100.
 */
final class DelayBench {
  static final Set<String> PARTS = Set.of("session", "connect");

  private static final Duration ONE_WAY = Duration.ofMillis(50);
  private static final int STARTS = 10;
  private static final int CONNECTIONS = 10;
  private static final int READ_LIMIT_MILLIS = 20_000;

  /** Between two connections, as people and browsers make it. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private DelayBench() {}

  static void run(Figures figures, BenchOptions options) {
    List<String> names = Arrays.stream(BenchSystem.Site.values()).map(Enum::name).toList();
    try (PacketTrace trace =
            options.trace() == null ? null : PacketTrace.to(options.trace(), names);
        DelayedNetwork network = DelayedNetwork.of(names.size(), ONE_WAY, trace)) {
      DelayedNetwork.Host servers = network.host(0);
      DelayedNetwork.Host relay = network.host(1);
      DelayedNetwork.Host device = network.host(2);
      DelayedNetwork.Host client = network.host(3);
      Map<BenchSystem.Site, DelayedNetwork.Host> sites =
          Map.of(
              BenchSystem.Site.SERVERS,
              servers,
              BenchSystem.Site.RELAY,
              relay,
              BenchSystem.Site.DEVICE,
              device,
              BenchSystem.Site.CLIENT,
              client);
      try (ServerSocket echo = device.call(() -> new ServerSocket(0, 64))) {
        Thread.ofPlatform().daemon().name("echo").start(() -> serve(echo));
        trips(figures, client, device.address(), echo.getLocalPort());
        try (BenchSystem system = BenchSystem.start(sites)) {
          system.relay();
          system.daemon();
          if (options.has("session")) {
            sessions(figures, system);
          }
          if (options.has("connect")) {
            connections(figures, system, client, relay, echo.getLocalPort());
          }
        }
      } catch (IOException e) {
        throw new BenchException("the echo service could not be closed", e);
      }
    }
  }

  /** What one round trip really takes here: a TCP connect. */
  private static void trips(Figures figures, DelayedNetwork.Host from, String address, int port) {
    Samples samples = new Samples();
    for (int i = 0; i < CONNECTIONS; i++) {
      samples.add(from.call(() -> connect(address, port, false)));
    }
    figures.put("rtt_ms", samples.median(), "ms", "a TCP connect between two hosts");
  }

  private static void sessions(Figures figures, BenchSystem system) {
    StartupBench.Parts parts = StartupBench.starts(system, STARTS);
    figures.put(
        "session_100ms_ms",
        parts.whole().median(),
        "ms",
        "npt until it listens, median of " + STARTS);
    figures.put("session_100ms_p95_ms", parts.whole().quantile(0.95), "ms", "the same, 95 of 100");
    parts.put(figures, "session_100ms_");
  }

  private static void connections(
      Figures figures,
      BenchSystem system,
      DelayedNetwork.Host client,
      DelayedNetwork.Host relay,
      int echo) {
    int tunnel = system.client(echo).listeningPort();
    int plain = system.tcpSocat(echo);
    Samples through = new Samples();
    Samples beside = new Samples();
    for (int i = 0; i < CONNECTIONS; i++) {
      client.call(() -> {
        Thread.sleep(PAUSE);
        return null;
      });
      through.add(client.call(() -> connect("127.0.0.1", tunnel, true)));
      beside.add(client.call(() -> connect(relay.address(), plain, true)));
    }
    String what = "connect to the first byte back from the service, ";
    figures.put("connect_50ms_ms", through.median(), "ms", what + "through an open session");
    figures.put("relay_connect_50ms_ms", beside.median(), "ms", what + "socat on the relay's host");
    figures.put(
        "connect_added_trips",
        (through.median() - beside.median()) / figures.get("rtt_ms"),
        "trips",
        "the difference in round trips");
  }

  /** How many milliseconds it takes, with a byte there and back when that is wanted. */
  private static double connect(String address, int port, boolean echo) throws IOException {
    long began = System.nanoTime();
    try (Socket socket = new Socket()) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(READ_LIMIT_MILLIS);
      socket.connect(new InetSocketAddress(address, port), READ_LIMIT_MILLIS);
      if (echo) {
        socket.getOutputStream().write(1);
        if (socket.getInputStream().read() != 1) {
          throw new IOException("the connection ended before its first byte came back");
        }
      }
      return (System.nanoTime() - began) / 1e6;
    }
  }

  private static void serve(ServerSocket echo) {
    try {
      while (true) {
        Socket one = echo.accept();
        Thread.ofVirtual().name("echo").start(() -> echo(one));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private static void echo(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException e) {
      // Its other end has gone.
    }
  }
}
