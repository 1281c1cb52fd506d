package org.noports.client;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noports.atclient.AtClient;
import org.noports.daemon.Daemon;
import org.noports.daemon.DaemonConfig;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.session.PermitOpen;
import org.noports.protocol.session.ServiceAddress;
import org.noports.relay.Relay;
import org.noports.relay.RelayConfig;
import org.noports.relay.SinglePortConfig;

/**
 * Client mode x daemon x relay x ports, every party real (sessions.md 3.5 to 3.7): which modes the
 * sides A and B used, or with which words the session was refused.
 */
class AuthModeTableTest {
  private static final AtSign PAYLOAD_DEVICE = AtSign.of("@old_device");
  private static final AtSign PAYLOAD_RELAY = AtSign.of("@old_relay");
  private static final AtSign FIXED_RELAY = AtSign.of("@fixed_relay");
  private static final AtSign AUTO_RELAY = AtSign.of("@auto_relay");

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  /** Both sides open the control channel and one connection. */
  private static final int CONNECTIONS_OF_A_SIDE = 2;

  @TempDir static Path directory;
  private static WholeSystem system;
  private static ServerSocket service;
  private static Daemon payloadDaemon;
  private static OldRelay payloadRelay;
  private static Relay fixedRelay;
  private static Relay autoRelay;

  @BeforeAll
  static void start() throws Exception {
    service = new ServerSocket(0, 16, LOOPBACK);
    Thread.ofVirtual().start(AuthModeTableTest::serve);
    system = new WholeSystem(directory);
    payloadRelay = new OldRelay(system.edge(PAYLOAD_RELAY));
    fixedRelay = relay(FIXED_RELAY, Duration.ZERO);
    autoRelay = relay(AUTO_RELAY, RelayConfig.DEFAULT_AUTH_DETECT_WINDOW);
    payloadDaemon = payloadOnly(system.edge(PAYLOAD_DEVICE));
  }

  /** Answers each connection's first byte with the same. */
  private static void serve() {
    try {
      while (true) {
        try (Socket socket = service.accept()) {
          socket.getOutputStream().write(socket.getInputStream().read());
        }
      }
    } catch (IOException e) {
      // Closed: the tests are over.
    }
  }

  private static Relay relay(AtSign atSign, Duration window) throws InterruptedException {
    return Relay.start(
        RelayConfig.at("127.0.0.1")
            .bindHost("127.0.0.1")
            .singlePort(new SinglePortConfig(0, 0))
            .authDetectWindow(window)
            .build(),
        system.edge(atSign));
  }

  /** Its enrolment has withdrawn all its signing keys, so it can answer no challenge. */
  private static Daemon payloadOnly(AtClient edge) throws InterruptedException {
    edge.put(
        AtKey.parse(SigningKeyUri.of(edge.keys().signingKeyName(), edge.atSign()).text()),
        "{\"v\":1,\"keys\":[]}");
    return Daemon.start(
        DaemonConfig.builder(WholeSystem.DEVICE, List.of(WholeSystem.ALICE))
            .permitOpen(PermitOpen.parse("127.0.0.1:*"))
            .build(),
        edge);
  }

  @AfterAll
  static void stop() throws Exception {
    payloadDaemon.close();
    payloadRelay.close();
    fixedRelay.close();
    autoRelay.close();
    system.close();
    service.close();
  }

  private static NptOptions options(String client, String daemon, AtSign relay, String ports) {
    RelayAuth auth =
        client.equals("default") ? RelayAuth.DEFAULT : RelayAuth.explicitly(AuthMode.of(client));
    return NptOptions.builder(
            daemon.equals("escr") ? WholeSystem.BOB : PAYLOAD_DEVICE,
            WholeSystem.DEVICE,
            relay,
            ServiceAddress.of("127.0.0.1", service.getLocalPort()))
        // Each would be proved to the relay as well, and counted here.
        .prepared(0)
        .relayAuth(ports.equals("one") ? auth.through443() : auth)
        .build();
  }

  private static void connect(NptOptions options) throws Exception {
    try (OpenSession session = NptClient.connect(options, system.alice, StepListener.NONE)) {
      try (Socket socket = new Socket(LOOPBACK, session.localPort())) {
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write('x');
        assertThat(socket.getInputStream().read()).isEqualTo('x');
      }
    }
  }

  /** How often a relay was convinced in one mode. */
  private static LongSupplier proofs(String relay, AuthMode mode) {
    return switch (relay) {
      case "payload" -> () -> mode == AuthMode.PAYLOAD ? payloadRelay.lines() : 0;
      case "fixed" -> () -> fixedRelay.statistics().provedBy(mode);
      default -> () -> autoRelay.statistics().provedBy(mode);
    };
  }

  private static AtSign atSignOf(String relay) {
    return switch (relay) {
      case "payload" -> PAYLOAD_RELAY;
      case "fixed" -> FIXED_RELAY;
      default -> AUTO_RELAY;
    };
  }

  @ParameterizedTest(name = "{3} ports: client {0}, daemon {1}, relay {2}: {4}")
  @CsvSource(
      delimiter = '|',
      value = {
        "payload | payload | payload | two | payload payload",
        "payload | payload | fixed   | two | payload payload",
        "payload | payload | auto    | two | payload payload",
        "payload | escr    | payload | two | payload payload",
        "payload | escr    | fixed   | two | payload payload",
        "payload | escr    | auto    | two | payload payload",
        "default | payload | payload | two | payload payload",
        "default | payload | fixed   | two | payload payload",
        "default | payload | auto    | two | escr payload",
        "default | escr    | payload | two | payload payload",
        "default | escr    | fixed   | two | payload payload",
        "default | escr    | auto    | two | escr escr",
        "escr    | payload | auto    | two | escr payload",
        "escr    | escr    | fixed   | two | escr escr",
        "escr    | escr    | auto    | two | escr escr",
        "default | escr    | fixed   | one | escr escr",
        "default | escr    | auto    | one | escr escr",
        "escr    | escr    | fixed   | one | escr escr",
        "escr    | escr    | auto    | one | escr escr",
      })
  void theSidesProveThemselvesIn(
      String client, String daemon, String relay, String ports, String modes) throws Exception {
    LongSupplier byLine = proofs(relay, AuthMode.PAYLOAD);
    LongSupplier byChallenge = proofs(relay, AuthMode.ESCR);
    long linesBefore = byLine.getAsLong();
    long challengesBefore = byChallenge.getAsLong();
    connect(options(client, daemon, atSignOf(relay), ports));
    long sidesByChallenge = modes.equals("escr escr") ? 2 : modes.equals("escr payload") ? 1 : 0;
    assertThat(byChallenge.getAsLong() - challengesBefore)
        .isEqualTo(CONNECTIONS_OF_A_SIDE * sidesByChallenge);
    assertThat(byLine.getAsLong() - linesBefore)
        .isEqualTo(CONNECTIONS_OF_A_SIDE * (2 - sidesByChallenge));
  }

  @ParameterizedTest(name = "{3} ports: client {0}, daemon {1}, relay {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        // No side of it knows challenges, and nobody can tell the client before.
        "escr    | escr    | payload | two | Error response from device daemon: Failed to start up",
        "escr    | payload | payload | two | This session requires ESCR relay auth on the device",
        "escr    | payload | fixed   | two | This session requires ESCR relay auth on the device",
        "default | payload | payload | one | The relay @old_relay refused the session: it knows no",
        "default | escr    | payload | one | The relay @old_relay refused the session: it knows no",
        "escr    | payload | payload | one | The relay @old_relay refused the session: it knows no",
        "escr    | escr    | payload | one | The relay @old_relay refused the session: it knows no",
        "default | payload | fixed   | one | This session requires ESCR relay auth on the device",
        "default | payload | auto    | one | This session requires ESCR relay auth on the device",
        "escr    | payload | fixed   | one | This session requires ESCR relay auth on the device",
        "escr    | payload | auto    | one | This session requires ESCR relay auth on the device",
      })
  void theSessionIsRefusedWith(
      String client, String daemon, String relay, String ports, String text) {
    assertThatThrownBy(() -> connect(options(client, daemon, atSignOf(relay), ports)))
        .isInstanceOf(ClientException.class)
        .hasMessageStartingWith(text);
  }

  @ParameterizedTest
  @CsvSource({
    "payload, payload",
    "payload, fixed",
    "payload, auto",
    "escr, payload",
    "escr, fixed",
    "escr, auto"
  })
  void aClientThatInsistsOnTheLineCannotEvenAskForOnePort(String daemon, String relay) {
    assertThatThrownBy(() -> options("payload", daemon, atSignOf(relay), "one"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a session through port 443 needs the relay auth mode escr");
  }

  @Test
  void everyCombinationStandsInExactlyOneTable() throws Exception {
    List<String> expected = new ArrayList<>();
    for (String client : List.of("default", "payload", "escr")) {
      for (String daemon : List.of("payload", "escr")) {
        for (String relay : List.of("payload", "fixed", "auto")) {
          for (String ports : List.of("two", "one")) {
            expected.add(String.join(" ", client, daemon, relay, ports));
          }
        }
      }
    }
    List<String> stated = new ArrayList<>();
    for (Method table : AuthModeTableTest.class.getDeclaredMethods()) {
      CsvSource source = table.getAnnotation(CsvSource.class);
      for (String row : source == null ? new String[0] : source.value()) {
        String[] cells = row.split("[|,] *", -1);
        stated.add(
            cells.length == 2
                ? "payload " + row.replace(",", "") + " one"
                : Stream.of(cells).limit(4).map(String::strip).collect(joining(" ")));
      }
    }
    assertThat(stated).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void aRelayWithoutTheOnePortSaysSo() {
    assertThatThrownBy(() -> connect(options("default", "escr", WholeSystem.RELAY, "one")))
        .isInstanceOf(ClientException.RelayRefused.class)
        .hasMessageContaining("Client requested port 443 but this relay is not bound to port 443");
  }
}
