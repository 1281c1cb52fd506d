package org.noports.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.protocol.session.ServiceAddress;

/**
 * Real clients, daemons and relay: what each wants of the protection of a session, and what comes
 * of it. That hybrid keys are used shows where one of both requires them.
 */
class ProtectionTableTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final String NO_AEAD = "This daemon requires np-aead-1";
  private static final String NO_HYBRID = "This daemon requires hybrid keys";

  @TempDir static Path directory;
  private static WholeSystem system;
  private static ServerSocket service;

  @BeforeAll
  static void start() throws Exception {
    service = new ServerSocket(0, 64, LOOPBACK);
    Thread.ofVirtual().start(ProtectionTableTest::serve);
    system = new WholeSystem(directory);
  }

  @AfterAll
  static void stop() throws Exception {
    system.close();
    service.close();
  }

  private static void serve() {
    try {
      while (true) {
        try (Socket socket = service.accept()) {
          socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
        }
      }
    } catch (IOException e) {
      // Closed: the tests are over.
    }
  }

  private enum Wanted {
    ANYTHING,
    AEAD,
    HYBRID
  }

  @Test
  void everyPairAgreesOnWhatBothWantOrSaysWhyNot() throws Exception {
    List<NptOptions.Builder> clients =
        List.of(
            options(),
            options().requireHybrid(true),
            options().hybrid(false),
            options().hybrid(false).requireAead(true),
            options().aead(false));
    for (Wanted wanted : Wanted.values()) {
      // One for each client; null is a session.
      @Nullable String[] refusals =
          switch (wanted) {
            case ANYTHING -> new String[] {null, null, null, null, null};
            case AEAD -> new String[] {null, null, null, null, NO_AEAD};
            case HYBRID -> new String[] {null, null, NO_HYBRID, NO_HYBRID, NO_HYBRID};
          };
      system.daemon.close();
      system.startDaemon(wanted == Wanted.AEAD, wanted == Wanted.HYBRID);
      for (int i = 0; i < clients.size(); i++) {
        String refusal = refusals[i];
        NptOptions client = clients.get(i).build();
        if (refusal == null) {
          try (OpenSession session = NptClient.connect(client, system.alice, StepListener.NONE);
              Socket socket = new Socket(LOOPBACK, session.localPort())) {
            socket.setSoTimeout(20_000);
            assertThat(socket.getInputStream().readAllBytes())
                .as("client %d, daemon wants %s", i, wanted)
                .asString()
                .isEqualTo("hello");
          }
        } else {
          assertThatThrownBy(
                  () -> NptClient.connect(client, system.alice, StepListener.NONE).close())
              .isInstanceOfSatisfying(
                  ClientException.DaemonRefused.class,
                  e -> assertThat(e.reason()).isEqualTo(refusal));
        }
      }
    }
  }

  private static NptOptions.Builder options() {
    return NptOptions.builder(
            WholeSystem.BOB,
            WholeSystem.DEVICE,
            WholeSystem.RELAY,
            ServiceAddress.of("127.0.0.1", service.getLocalPort()))
        .daemonPingTimeout(Duration.ofSeconds(20));
  }
}
