package org.noports.atserver.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atserver.AtServerException;
import org.noports.atserver.HostPort;
import org.noports.atserver.tls.TestAuthority;

class AtDirectoryServerTest {
  private static final Map<String, HostPort> NAMES =
      Map.of(
          "@alice", new HostPort("localhost", 25_000),
          "@bob", new HostPort("localhost", 25_001),
          "@emoji🛠", new HostPort("localhost", 25_002));
  private static final DirectoryLimits LIMITS =
      new DirectoryLimits(
          8,
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofMillis(300),
          Duration.ofSeconds(2));

  @TempDir Path directory;
  private TestAuthority authority;
  private AtDirectoryServer server;

  @BeforeEach
  void start() {
    authority = new TestAuthority(directory);
    server = start(LIMITS);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private AtDirectoryServer start(DirectoryLimits limits) {
    return AtDirectoryServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        authority.server(),
        atSign -> NAMES.get(atSign.text()),
        limits);
  }

  private DirectoryTestClient connect() throws Exception {
    DirectoryTestClient client = new DirectoryTestClient(authority.client(), server.port());
    assertThat(client.read()).isEqualTo("@");
    return client;
  }

  @Test
  void aNameIsAnsweredInOneWriteWhateverItsCase() throws Exception {
    try (DirectoryTestClient client = connect()) {
      client.send("ALICE\n");
      assertThat(client.read()).isEqualTo("localhost:25000\r\n@");
      client.send("@bob\r\n");
      assertThat(client.read()).isEqualTo("localhost:25001\r\n@");
    }
  }

  @Test
  void aCharacterMayBeSplitBetweenTwoRecords() throws Exception {
    byte[] name = "emoji🛠\n".getBytes(StandardCharsets.UTF_8);
    try (DirectoryTestClient client = connect()) {
      client.send(Arrays.copyOf(name, 7));
      client.send(Arrays.copyOfRange(name, 7, name.length));
      assertThat(client.read()).isEqualTo("localhost:25002\r\n@");
    }
  }

  @Test
  void aNameWithADotIsAnotherName() throws Exception {
    try (DirectoryTestClient client = connect()) {
      client.send("al.ice\n");
      assertThat(client.read()).isEqualTo("null\r\n@");
    }
  }

  @Test
  void emptyLinesAreAnsweredAndNeverBrake() throws Exception {
    try (DirectoryTestClient client = connect()) {
      for (int i = 0; i < 5; i++) {
        client.send("\r\n");
        assertThat(client.read()).isEqualTo("null\r\n@");
      }
      client.send("alice\n");
      assertThat(client.read()).isEqualTo("localhost:25000\r\n@");
    }
  }

  @Test
  void theSecondUnknownNameIsAnsweredLateAndTheThirdNotAtAll() throws Exception {
    try (DirectoryTestClient client = connect()) {
      client.send("nobody1\n");
      assertThat(client.read()).isEqualTo("null\r\n@");
      long before = System.nanoTime();
      client.send("nobody2\n");
      assertThat(client.read()).isEqualTo("null\r\n@");
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(LIMITS.brake());
      client.send("nobody3\n");
      assertThat(client.read()).isEqualTo(DirectoryTestClient.CLOSED);
    }
  }

  @Test
  void aLineOf255CharactersIsTakenAndOneMoreCloses() throws Exception {
    try (DirectoryTestClient client = connect()) {
      client.send("x".repeat(255) + "\n");
      assertThat(client.read()).isEqualTo("null\r\n@");
    }
    try (DirectoryTestClient client = connect()) {
      client.send("x".repeat(256) + "\n");
      assertThat(client.read()).isEqualTo(DirectoryTestClient.CLOSED);
    }
    try (DirectoryTestClient client = connect()) {
      client.send("x".repeat(2_000));
      assertThat(client.read()).isEqualTo(DirectoryTestClient.CLOSED);
    }
  }

  @Test
  void aSilentConnectionAndOneThatNeverShakesHandsAreClosed() throws Exception {
    DirectoryLimits hasty =
        new DirectoryLimits(
            8,
            Duration.ofMillis(200),
            Duration.ofMillis(200),
            Duration.ofMillis(10),
            Duration.ofSeconds(2));
    try (AtDirectoryServer impatient = start(hasty);
        Socket half = new Socket("localhost", impatient.port());
        DirectoryTestClient client =
            new DirectoryTestClient(authority.client(), impatient.port())) {
      half.setSoTimeout(30_000);
      assertThat(half.getInputStream().read()).isEqualTo(-1);
      assertThat(client.read()).isEqualTo("@");
      assertThat(client.read()).isEqualTo(DirectoryTestClient.CLOSED);
    }
  }

  @Test
  void garbageInsteadOfTlsHarmsNobody() throws Exception {
    try (Socket garbage = new Socket("localhost", server.port())) {
      garbage.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      try (DirectoryTestClient client = connect()) {
        client.send("alice\n");
        assertThat(client.read()).isEqualTo("localhost:25000\r\n@");
      }
    }
  }

  @Test
  void moreConnectionsThanAllowedAreClosedAndRoomIsMadeWhenOneEnds() throws Exception {
    List<DirectoryTestClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < LIMITS.connections(); i++) {
        clients.add(connect());
      }
      assertThatThrownBy(this::connect).isInstanceOf(Exception.class);
      clients.removeLast().close();
      await()
          .untilAsserted(() -> {
            try (DirectoryTestClient next = connect()) {
              next.send("alice\n");
              assertThat(next.read()).isEqualTo("localhost:25000\r\n@");
            }
          });
    } finally {
      for (DirectoryTestClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void aPortInUseIsOneLineThatNamesIt() {
    assertThatThrownBy(() ->
            AtDirectoryServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
                authority.server(),
                atSign -> null,
                LIMITS))
        .isInstanceOf(AtServerException.class)
        .hasMessageContaining(Integer.toString(server.port()))
        .hasMessageContaining("in use")
        .hasMessageNotContaining("\n");
  }

  @Test
  void closingEndsIdleConnectionsAtOnceAndAPauseOfTheBrakeEarly() throws Exception {
    AtDirectoryServer slow =
        start(
            new DirectoryLimits(
                8,
                Duration.ofSeconds(20),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1)));
    try (DirectoryTestClient idle = new DirectoryTestClient(authority.client(), slow.port());
        DirectoryTestClient braked = new DirectoryTestClient(authority.client(), slow.port())) {
      assertThat(idle.read()).isEqualTo("@");
      assertThat(braked.read()).isEqualTo("@");
      braked.send("nobody1\n");
      assertThat(braked.read()).isEqualTo("null\r\n@");
      braked.send("nobody2\n");
      assertThat(braked.silentFor(Duration.ofMillis(200))).isTrue();

      long before = System.nanoTime();
      slow.close();

      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(30));
      assertThat(idle.read()).isEqualTo(DirectoryTestClient.CLOSED);
    }
    assertThatThrownBy(() -> new Socket("localhost", slow.port())).isInstanceOf(Exception.class);
  }

  @Test
  void whoStillAsksWhenItClosesIsToldSo() throws Exception {
    Duration minute = Duration.ofMinutes(1);
    AtDirectoryServer braking = start(new DirectoryLimits(8, minute, minute, minute, minute));
    try (DirectoryTestClient client = new DirectoryTestClient(authority.client(), braking.port())) {
      assertThat(client.read()).isEqualTo("@");
      client.send("nobody1\nnobody2\nnobody3\n");
      assertThat(client.read()).isEqualTo("null\r\n@");

      braking.close();

      assertThat(client.read() + client.read())
          .contains("Stop in progress. Can't accept new requests.");
    }
  }

  @Test
  void closingWhileAnAnswerGoesOutDoesNotWaitForTheNextQuestion() throws Exception {
    DirectoryLimits patient =
        new DirectoryLimits(
            8,
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(1));
    for (int round = 0; round < 100; round++) {
      AtDirectoryServer answering = start(patient);
      try (DirectoryTestClient client =
          new DirectoryTestClient(authority.client(), answering.port())) {
        assertThat(client.read()).isEqualTo("@");
        client.send("nobody\n");
        assertThat(client.read()).isEqualTo("null\r\n@");

        long before = System.nanoTime();
        answering.close();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(30));
      }
    }
  }
}
