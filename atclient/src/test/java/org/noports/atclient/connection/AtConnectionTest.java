package org.noports.atclient.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.atclient.AtServerUnreachable;
import org.noports.atclient.ConnectionLost;
import org.noports.atclient.RequestTimedOut;
import org.noports.atclient.ServerUnintelligible;
import org.noports.atclient.testing.Peer;
import org.noports.atclient.testing.TestClients;
import org.noports.atclient.testing.TlsTestServer;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.verb.Command;
import org.noports.protocol.verb.Noop;
import org.noports.protocol.verb.Scan;
import org.noports.protocol.wire.ServerLine;

class AtConnectionTest {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Command NOOP = new Noop(Duration.ZERO);
  private static final Command SCAN = new Scan(false, null, null);

  private final List<String> notifications = new CopyOnWriteArrayList<>();

  /** A server that greets, and then does as the script says. */
  private static TlsTestServer greeting(TlsTestServer.Script script) {
    return TlsTestServer.start(peer -> {
      peer.write("@");
      script.run(peer);
    });
  }

  private AtConnection open(TlsTestServer server) {
    return AtConnection.open(
        new TlsDialer(TestClients.trust(), LIMIT),
        new ServerAddress("localhost", server.port()),
        AtSign.of("@alice"),
        "test",
        Duration.ofSeconds(2),
        notifications::add);
  }

  private static void answer(Peer peer, String... answers) throws IOException {
    for (String answer : answers) {
      peer.read();
      peer.write(answer);
    }
    peer.read();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 10_000})
  void readsAnswersHoweverTheyAreCut(int chunk) throws Exception {
    String value = "grüße, 日本 and @alice@data: in a value";
    try (TlsTestServer server =
            greeting(peer -> {
              peer.read();
              peer.writeInChunks("data:" + value + "\n@alice@", chunk);
              peer.read();
              peer.writeInChunks(
                  "notification: {\"id\":\"1\"}\n@alice@notification: {\"id\":\"2\"}\n"
                      + "@alice@data:ok\n@alice@",
                  chunk);
              peer.read();
            });
        AtConnection connection = open(server)) {
      assertThat(connection.request(SCAN, LIMIT)).isEqualTo(new ServerLine.Data(value));
      assertThat(connection.request(NOOP, LIMIT)).isEqualTo(new ServerLine.Data("ok"));
      assertThat(notifications).containsExactly("{\"id\":\"1\"}", "{\"id\":\"2\"}");
    }
  }

  @Test
  void readsEveryErrorFormAndGoesOn() throws Exception {
    try (TlsTestServer server =
            greeting(peer ->
                answer(
                    peer,
                    "error:AT0015-key not found : x\n@alice@",
                    "error:{\"errorCode\":\"AT0009\",\"errorDescription\":\"no: right\"}\n@",
                    "error:AT0026:enrollment_id: 1 is pending\n@",
                    "error:AT0003-Invalid syntax. syntax from:@<atSign> \n e.g from:@alice\n@",
                    "error:AT0011-FormatException: Unexpected\n{bad}\n ^\n\n@",
                    "data:ok\r\n@"));
        AtConnection connection = open(server)) {
      for (String code : List.of("AT0015", "AT0009", "AT0026", "AT0003", "AT0011")) {
        assertThat(connection.request(SCAN, LIMIT))
            .isInstanceOfSatisfying(
                ServerLine.Failure.class, failure -> assertThat(failure.rawCode()).isEqualTo(code));
      }
      assertThat(connection.request(NOOP, LIMIT)).isEqualTo(new ServerLine.Data("ok"));
    }
  }

  @Test
  void isGivenUpAfterADeadlineSoThatALateAnswerIsNobodysElse() throws Exception {
    try (TlsTestServer server =
            greeting(peer -> {
              peer.read();
              peer.read();
            });
        AtConnection connection = open(server)) {
      assertThatThrownBy(() -> connection.request(SCAN, SHORT))
          .isInstanceOf(RequestTimedOut.class)
          .hasMessageContaining("@alice")
          .hasMessageContaining("'scan'");
      assertThat(connection.isOpen()).isFalse();
      assertThatThrownBy(() -> connection.request(SCAN, LIMIT)).isInstanceOf(NotSent.class);
    }
  }

  @Test
  void dripsDoNotExtendADeadline() throws Exception {
    try (TlsTestServer server =
            greeting(peer -> {
              peer.read();
              while (true) {
                peer.write("d");
                Thread.sleep(50);
              }
            });
        AtConnection connection = open(server)) {
      long start = System.nanoTime();
      assertThatThrownBy(() -> connection.request(SCAN, SHORT)).isInstanceOf(RequestTimedOut.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
    }
  }

  @Test
  void aServerThatDoesNotReadDoesNotHoldAWriterForEver() throws Exception {
    try (TlsTestServer server = greeting(peer -> Thread.sleep(LIMIT));
        AtConnection connection = open(server)) {
      Command large = new Scan(false, null, "x".repeat(20_000_000));
      long start = System.nanoTime();
      assertThatThrownBy(() -> connection.request(large, SHORT))
          .isInstanceOf(RequestTimedOut.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
    }
  }

  @Test
  void endsWithTheConnection() throws Exception {
    try (TlsTestServer server =
            greeting(peer -> {
              peer.read();
              peer.reset();
            });
        AtConnection connection = open(server)) {
      assertThatThrownBy(() -> connection.request(SCAN, LIMIT)).isInstanceOf(ConnectionLost.class);
    }
    try (TlsTestServer server = greeting(Peer::read);
        AtConnection connection = open(server)) {
      assertThatThrownBy(() -> connection.request(SCAN, LIMIT))
          .isInstanceOf(ConnectionLost.class)
          .hasMessageContaining("'scan'");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage\n",
        "HTTP/1.1 400 Bad Request\r\n\r\n",
        "@bob@\n@",
        "stream:ack 1\n",
        "data\n",
        "\u0000\u0001\n",
        "Data:x\n"
      })
  void isGivenUpOnWhatIsNotTheProtocol(String garbage) throws Exception {
    try (TlsTestServer server = greeting(peer -> answer(peer, garbage));
        AtConnection connection = open(server)) {
      assertThatThrownBy(() -> connection.request(SCAN, LIMIT))
          .isInstanceOf(ServerUnintelligible.class);
      assertThat(connection.isOpen()).isFalse();
    }
  }

  @Test
  void isGivenUpOnBytesThatAreNotUtf8AndOnAnswersNobodyAskedFor() throws Exception {
    try (TlsTestServer server =
            greeting(peer -> {
              peer.read();
              peer.write("data:x\u00ff\n".getBytes(StandardCharsets.ISO_8859_1));
              peer.read();
            });
        AtConnection connection = open(server)) {
      assertThatThrownBy(() -> connection.request(SCAN, LIMIT))
          .isInstanceOf(ServerUnintelligible.class);
    }
    try (TlsTestServer server =
            greeting(peer -> {
              peer.read();
              peer.write("data:1\ndata:2\n");
              peer.read();
            });
        AtConnection connection = open(server)) {
      assertThat(connection.request(SCAN, LIMIT)).isEqualTo(new ServerLine.Data("1"));
      assertThat(connection.awaitEnd(LIMIT)).isTrue();
      assertThatThrownBy(() -> connection.request(SCAN, LIMIT)).isInstanceOf(NotSent.class);
    }
  }

  @Test
  void aServerThatIsFullOrSilentOrGoneIsUnreachable() throws Exception {
    try (TlsTestServer server =
            TlsTestServer.start(peer -> {
              peer.read();
              peer.read();
            });
        AtConnection connection = open(server)) {
      assertThatThrownBy(() -> connection.request(NOOP, LIMIT))
          .isInstanceOf(AtServerUnreachable.class)
          .hasMessageContaining("greet");
    }
    try (TlsTestServer server = TlsTestServer.start(Peer::close);
        AtConnection connection = open(server)) {
      assertThatThrownBy(() -> connection.request(NOOP, LIMIT))
          .isInstanceOf(AtServerUnreachable.class);
    }
  }

  @Test
  void theFirstCommandDoesNotWaitForTheGreeting() throws Exception {
    try (TlsTestServer server =
            TlsTestServer.start(peer -> {
              peer.read();
              peer.write("@");
              peer.write("data:ok\n@");
              peer.read();
            });
        AtConnection connection = open(server)) {
      assertThat(connection.request(NOOP, LIMIT)).isEqualTo(new ServerLine.Data("ok"));
    }
  }

  @Test
  void aMillionCharactersInOneLineAreReadAndTooManyAreNot() throws Exception {
    String large = "x".repeat(1_000_000);
    try (TlsTestServer server =
            greeting(peer -> {
              peer.read();
              peer.write("data:" + large + "\n@alice@");
              peer.read();
              for (int i = 0; i < 11; i++) {
                peer.write(large);
              }
              peer.read();
            });
        AtConnection connection = open(server)) {
      assertThat(connection.request(SCAN, LIMIT)).isEqualTo(new ServerLine.Data(large));
      assertThatThrownBy(() -> connection.request(SCAN, Duration.ofSeconds(20)))
          .isInstanceOf(ServerUnintelligible.class);
    }
  }
}
