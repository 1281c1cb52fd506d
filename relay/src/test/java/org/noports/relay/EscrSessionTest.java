package org.noports.relay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.relay.AuthModesHint;
import org.noports.protocol.relay.EscrChallenge;
import org.noports.protocol.relay.Nonce;
import org.noports.protocol.relay.PortRequest;
import org.noports.protocol.relay.RelaySide;
import org.noports.protocol.session.MessageName;
import org.noports.tunnel.pairing.Side;
import org.noports.tunnel.rendezvous.EscrCredential;

/** Challenges over real sockets: detection and hints (sessions.md 1.5, 3.5). */
final class EscrSessionTest {
  private static final Duration LONG_WINDOW = Duration.ofSeconds(5);
  private static final AtSign MALLORY = AtSign.of("@mallory");

  @ParameterizedTest
  @CsvSource({"PAYLOAD,PAYLOAD", "PAYLOAD,ESCR", "ESCR,PAYLOAD", "ESCR,ESCR"})
  void each_side_proves_itself_in_the_mode_it_likes(AuthMode modeA, AuthMode modeB)
      throws Exception {
    try (Rig rig = Challenges.rig()) {
      Rig.Session session = Challenges.session(rig);
      assertThat(session.answer().autoDetectsRelayAuth()).isTrue();
      try (Socket a =
              modeA == AuthMode.ESCR ? Challenges.enter(session, Side.A) : session.enter(Side.A);
          Socket b =
              modeB == AuthMode.ESCR ? Challenges.enter(session, Side.B) : session.enter(Side.B)) {
        Challenges.assertJoined(a, b);
      }
    }
  }

  @Test
  void what_a_side_says_behind_its_proof_reaches_the_other_after_the_relays_word()
      throws Exception {
    try (Rig rig = Challenges.rig()) {
      Rig.Session session = Challenges.session(rig);
      assertThat(session.answer().takesDataWithProof()).isTrue();
      try (Socket b = session.dial(Side.B)) {
        String proof = Challenges.Answer.of(session, Side.B, Challenges.line(b)).text();
        Rig.send(b, proof + "\nhello");
        assertThat(Challenges.line(b)).isEqualTo("ok");
        try (Socket a = Challenges.enter(session, Side.A)) {
          assertThat(Rig.receive(a, 5)).isEqualTo("hello");
          Challenges.assertJoined(a, b);
        }
      }
    }
  }

  @Test
  void nobody_who_answers_challenges_waits_for_a_public_key() throws Exception {
    try (Rig rig = Challenges.rig()) {
      rig.edge.tarpits.add(Rig.ALICE);
      rig.edge.tarpits.add(Rig.BOB);
      Rig.Session session = Challenges.session(rig);
      try (Socket a = Challenges.enter(session, Side.A);
          Socket b = Challenges.enter(session, Side.B)) {
        Challenges.assertJoined(a, b);
      }
    }
  }

  @Test
  void a_line_is_not_believed_without_a_public_key_to_check_it_with() throws Exception {
    try (Rig rig = Challenges.rig()) {
      rig.edge.keys.remove(Rig.BOB);
      Rig.Session session = Challenges.session(rig);
      try (Socket b = session.enter(Side.B);
          Socket a = session.enter(Side.A);
          Socket second = Challenges.enter(session, Side.B)) {
        assertThat(Challenges.line(b)).isEqualTo("Socket auth failed");
        Challenges.assertJoined(a, second);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_relay_that_does_not_detect_takes_the_mode_of_the_request(AuthMode mode) throws Exception {
    try (Rig rig = Challenges.rig(Duration.ZERO)) {
      Rig.Session session = rig.session(Challenges.request(mode, Challenges.KEY));
      assertThat(session.answer().autoDetectsRelayAuth()).isFalse();
      boolean escr = mode == AuthMode.ESCR;
      try (Socket a = escr ? Challenges.enter(session, Side.A) : session.enter(Side.A);
          Socket b = escr ? Challenges.enter(session, Side.B) : session.enter(Side.B)) {
        Challenges.assertJoined(a, b);
      }
      if (escr) {
        try (Socket payload = session.enter(Side.A)) {
          EscrChallenge.parse(Challenges.line(payload));
          Challenges.assertRefused(payload);
        }
      }
    }
  }

  private static SocketChannel dialWith(EscrCredential credential, int port) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    boolean ready = false;
    try {
      credential.authenticate(channel, Duration.ofSeconds(10));
      ready = true;
      return channel;
    } finally {
      if (!ready) {
        channel.close();
      }
    }
  }

  private static EscrCredential credential(Rig.Session session, Side side, AesKey key) {
    return new EscrCredential(
        session.id(),
        side == Side.A ? RelaySide.A : RelaySide.B,
        side == Side.A ? Rig.ALICE_KEYS : Rig.BOB_KEYS,
        side == Side.A ? Challenges.ALICE_URI : Challenges.BOB_URI,
        key,
        Rig.RANDOM);
  }

  @Test
  void the_credential_of_both_sides_opens_connection_after_connection() throws Exception {
    try (Rig rig = Challenges.rig()) {
      Rig.Session session = Challenges.session(rig);
      EscrCredential sideA = credential(session, Side.A, Challenges.KEY);
      EscrCredential sideB = credential(session, Side.B, Challenges.KEY);
      for (int i = 0; i < 5; i++) {
        try (SocketChannel a = dialWith(sideA, session.port(Side.A));
            SocketChannel b = dialWith(sideB, session.port(Side.B))) {
          Challenges.assertJoined(a.socket(), b.socket());
        }
      }
      assertThat(rig.relay.statistics().authenticationsFailed()).isZero();
    }
  }

  @Test
  void a_credential_that_is_refused_says_so() throws Exception {
    try (Rig rig = Challenges.rig()) {
      Rig.Session session = Challenges.session(rig);
      EscrCredential stranger = credential(session, Side.A, AesKey.random(Rig.RANDOM));
      assertThatThrownBy(() -> dialWith(stranger, session.port(Side.A)))
          .isInstanceOf(IOException.class)
          .hasMessage("the relay did not accept the proof of who connects");
    }
  }

  @Test
  void a_session_without_key_is_one_of_payload_and_is_never_sent_a_challenge() throws Exception {
    try (Rig rig = Challenges.rig()) {
      Rig.Session session = rig.session();
      try (Socket slow = session.dial(Side.A);
          Socket b = session.enter(Side.B)) {
        slow.setSoTimeout(300);
        assertThat(Rig.isTurnedAway(slow)).isFalse();
        Rig.send(slow, session.line(Side.A) + "\n");
        Challenges.assertJoined(slow, b);
      }
    }
  }

  @Test
  void a_request_for_challenges_without_a_key_is_refused_in_words() throws Exception {
    try (Rig rig = Challenges.rig()) {
      PortRequest request = Challenges.request(AuthMode.ESCR, null);
      rig.ask(Rig.ALICE, request.toJson().canonical());
      WordsEdge.Sent sent = requireNonNull(rig.answer(Duration.ofSeconds(10)));
      assertThat(sent.key().name()).startsWith("nack.");
      assertThat(sent.text())
          .isEqualTo("Client requested relay auth mode escr without relayAuthAesKey");
    }
  }

  @Test
  void every_connection_gets_a_challenge_of_its_own_and_the_signing_key_is_fetched_once()
      throws Exception {
    try (Rig rig = Challenges.rig()) {
      Rig.Session session = Challenges.session(rig);
      try (Socket one = session.dial(Side.A);
          Socket two = session.dial(Side.A)) {
        String first = Challenges.line(one);
        String second = Challenges.line(two);
        assertThat(first).hasSize(44).isNotEqualTo(second);
        Rig.send(one, Challenges.Answer.of(session, Side.A, first).text() + "\n");
        assertThat(Challenges.line(one)).isEqualTo("ok");
        Rig.send(two, Challenges.Answer.of(session, Side.A, second).text() + "\n");
        assertThat(Challenges.line(two)).isEqualTo("ok");
      }
      assertThat(rig.edge.lookUps).containsExactly(Challenges.ALICE_URI.text());
    }
  }

  @Test
  void after_one_success_a_side_waits_no_longer_for_its_challenge() throws Exception {
    Duration window = Duration.ofMillis(500);
    int many = 40;
    try (Rig rig = Challenges.rig(window)) {
      Rig.Session session = Challenges.session(rig);
      try (Socket first = Challenges.enter(session, Side.A)) {
        long began = System.nanoTime();
        for (int i = 0; i < many; i++) {
          try (Socket next = session.dial(Side.A)) {
            assertThat(Challenges.line(next)).hasSize(44);
          }
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began))
            .isLessThan(window.multipliedBy(many));
        assertThat(first.isClosed()).isFalse();
      }
    }
  }

  private static void hint(Rig rig, AtSign from, AuthModesHint hint) {
    rig.edge.deliver(
        from,
        MessageName.authModes(Rig.RELAY, DeviceName.of("mydevice"), from),
        hint.toJson().canonical(),
        Instant.now());
  }

  private static AuthModesHint bothEscr(Rig.Session session, Nonce nonce) {
    return new AuthModesHint(session.id(), nonce, AuthMode.ESCR, AuthMode.ESCR);
  }

  @Test
  void the_client_s_hint_saves_the_window() throws Exception {
    try (Rig rig = Challenges.rig(LONG_WINDOW)) {
      Rig.Session session = Challenges.session(rig);
      hint(rig, Rig.ALICE, bothEscr(session, requireNonNull(session.answer().rvdNonce())));
      await()
          .pollInterval(Duration.ofMillis(50))
          .until(() -> {
            try (Socket probe = session.dial(Side.A)) {
              probe.setSoTimeout(500);
              return !Challenges.line(probe).isEmpty();
            } catch (IOException e) {
              return false;
            }
          });
    }
  }

  @Test
  void a_hint_that_comes_after_the_side_ends_the_window() throws Exception {
    try (Rig rig = Challenges.rig(LONG_WINDOW)) {
      Rig.Session session = Challenges.session(rig);
      try (Socket early = session.dial(Side.A)) {
        early.setSoTimeout(300);
        assertThat(Rig.isTurnedAway(early)).isFalse();
        hint(rig, Rig.ALICE, bothEscr(session, requireNonNull(session.answer().rvdNonce())));
        early.setSoTimeout((int) LONG_WINDOW.toMillis() - 1000);
        assertThat(Challenges.line(early)).isNotEmpty();
      }
    }
  }

  @Test
  void a_hint_of_another_atSign_or_with_another_nonce_changes_nothing() throws Exception {
    try (Rig rig = Challenges.rig(LONG_WINDOW)) {
      Rig.Session session = Challenges.session(rig);
      hint(rig, Rig.BOB, bothEscr(session, requireNonNull(session.answer().rvdNonce())));
      hint(rig, MALLORY, bothEscr(session, requireNonNull(session.answer().rvdNonce())));
      hint(rig, Rig.ALICE, bothEscr(session, Nonce.random(Rig.RANDOM)));
      rig.edge.deliver(
          Rig.ALICE,
          MessageName.authModes(Rig.RELAY, DeviceName.of("mydevice"), Rig.ALICE),
          "{\"sessionId\":7}",
          Instant.now());
      await().until(rig.edge.mails::isEmpty);
      try (Socket a = session.dial(Side.A);
          Socket b = session.enter(Side.B)) {
        a.setSoTimeout(300);
        assertThat(Rig.isTurnedAway(a)).isFalse();
        Rig.send(a, session.line(Side.A) + "\n");
        Challenges.assertJoined(a, b);
      }
    }
  }
}
