package org.noports.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.noports.fixtures.ListeningRelay.firstLine;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.relay.EscrChallenge;
import org.noports.protocol.relay.EscrLine;
import org.noports.protocol.session.NptRequest;
import org.noports.protocol.session.RelayRendezvous;

/**
 * The relay is dialled while it is still asked which daemon process serves the session (sessions.md
 * 1.6), and hears nothing before that is known.
 */
final class EarlyDialTest {
  private final CountDownLatch mutexAnswered = new CountDownLatch(1);
  private DaemonRig rig;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    rig = DaemonRig.start(config -> config);
    rig.office.beforeImmutable = this::awaitMutexAnswer;
  }

  private void awaitMutexAnswer() {
    try {
      mutexAnswered.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void stop() throws IOException {
    mutexAnswered.countDown();
    rig.close();
  }

  private NptRequest request(AuthMode mode) {
    return request(mode, List.of(), List.of());
  }

  /** Of a client that takes the answer before the device's connection is through. */
  private NptRequest takingEarlyAnswer() {
    return request(
        AuthMode.ESCR, List.of(RelayRendezvous.EARLY_ANSWERS), List.of(RelayRendezvous.NP_AEAD_1));
  }

  private NptRequest request(AuthMode mode, List<String> features, List<String> ciphers) {
    RelayRendezvous usual = ScriptedClient.rendezvous(true, true);
    return new NptRequest(
        SessionId.random(ScriptedClient.RANDOM),
        "127.0.0.1",
        rig.relay.port(),
        DaemonRig.WEB,
        new RelayRendezvous(
            true,
            mode,
            AesKey.random(ScriptedClient.RANDOM),
            usual.clientNonce(),
            usual.rvdNonce(),
            true,
            usual.ephemeralKey(),
            true,
            usual.relayAtSign(),
            features,
            ciphers),
        Duration.ofSeconds(30));
  }

  private static void say(Socket relay, String line) throws IOException {
    relay.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void theRelayIsDialledBeforeTheMutexIsAnswered() throws Exception {
    NptRequest request = request(AuthMode.ESCR);
    rig.alice.send(request);
    try (Socket relay = rig.relay.next()) {
      mutexAnswered.countDown();
      say(relay, EscrChallenge.random(ScriptedClient.RANDOM).text());
      assertThat(EscrLine.parse(firstLine(relay)).sessionId()).isEqualTo(request.sessionId());
      say(relay, EscrChallenge.ACCEPTED);
      assertThat(rig.alice.answer()).startsWith("{");
    }
  }

  @Test
  void aSessionOfAnotherProcessIsGivenUpBeforeTheRelayHasHeardAnything() throws Exception {
    NptRequest request = request(AuthMode.ESCR);
    rig.office.immutable.add(request.sessionId() + ".session_mutexes.sshnp@bob");
    rig.alice.send(request);
    try (Socket relay = rig.relay.next()) {
      say(relay, EscrChallenge.random(ScriptedClient.RANDOM).text());
      mutexAnswered.countDown();
      assertThat(nextByte(relay)).isNegative();
    }
  }

  private static int nextByte(Socket relay) throws IOException {
    relay.setSoTimeout(20_000);
    try {
      return relay.getInputStream().read();
    } catch (SocketException e) {
      return -1; // Given up with the challenge unread.
    }
  }

  @Test
  void aSideThatSpeaksFirstDialsAfterTheMutex() throws Exception {
    rig.alice.send(request(AuthMode.PAYLOAD));
    assertThat(rig.relay.connections.poll(300, TimeUnit.MILLISECONDS)).isNull();
    mutexAnswered.countDown();
    try (Socket relay = rig.relay.next()) {
      assertThat(firstLine(relay)).startsWith("{\"payload\":");
    }
  }

  @Test
  void aClientThatWaitsForTheConnectionItselfIsAnsweredBeforeTheRelayHasSaidAnything()
      throws Exception {
    mutexAnswered.countDown();
    rig.alice.send(takingEarlyAnswer());
    try (Socket relay = rig.relay.next()) {
      assertThat(rig.alice.answer()).startsWith("{");
      say(relay, EscrChallenge.random(ScriptedClient.RANDOM).text());
      firstLine(relay);
      // HELLO: two bytes of length, and before the relay has taken the proof.
      assertThat(relay.getInputStream().readNBytes(2)).containsExactly(0, 33);
    }
  }

  @Test
  void aSessionThatIsAnsweredAndThenCannotBeIsTakenBack() throws Exception {
    mutexAnswered.countDown();
    rig.alice.send(takingEarlyAnswer());
    try (Socket relay = rig.relay.next()) {
      assertThat(rig.alice.answer()).startsWith("{");
      say(relay, EscrChallenge.random(ScriptedClient.RANDOM).text());
      firstLine(relay);
      say(relay, EscrChallenge.REFUSED);
    }
    assertThat(rig.alice.answer())
        .startsWith("Failed to start up the daemon side of the relay socket tunnel : ");
  }
}
