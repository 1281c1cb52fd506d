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
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.Digests;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.relay.AuthModesHint;
import org.noports.protocol.relay.EscrAnswer;
import org.noports.protocol.relay.EscrChallenge;
import org.noports.protocol.relay.Nonce;
import org.noports.protocol.relay.PortRequest;
import org.noports.protocol.relay.RelaySide;
import org.noports.protocol.session.MessageName;
import org.noports.tunnel.pairing.Side;
import org.noports.tunnel.rendezvous.EscrCredential;

/** Challenges over real sockets: detection, hints and attacks (sessions.md 1.5, 3.5). */
final class EscrSessionTest {
  private static final Duration LONG_WINDOW = Duration.ofSeconds(5);
  private static final AesKey KEY = AesKey.random(Rig.RANDOM);
  private static final AtSign MALLORY = AtSign.of("@mallory");
  private static final SigningKeyUri ALICE_URI = SigningKeyUri.of("primary", Rig.ALICE);
  private static final SigningKeyUri BOB_URI = SigningKeyUri.of("primary", Rig.BOB);

  private static Rig rig(Duration window) {
    Rig rig = new Rig(RelayConfig.at("127.0.0.1").authDetectWindow(window).build());
    rig.edge.records.put(ALICE_URI.text(), Rig.ALICE_KEYS.publicKey().text());
    rig.edge.records.put(BOB_URI.text(), Rig.BOB_KEYS.publicKey().text());
    return rig;
  }

  private static Rig rig() {
    return rig(Duration.ofMillis(100));
  }

  private static PortRequest request(AuthMode mode, @Nullable AesKey key) {
    PortRequest usual = Rig.request();
    return new PortRequest(
        usual.sessionId(),
        usual.atSignA(),
        usual.atSignB(),
        true,
        true,
        usual.clientNonce(),
        mode,
        key,
        false,
        true,
        List.of(),
        true);
  }

  private static Rig.Session session(Rig rig) throws InterruptedException {
    return rig.session(request(AuthMode.PAYLOAD, KEY));
  }

  private static String line(Socket socket) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = socket.getInputStream().read(); c != '\n'; c = socket.getInputStream().read()) {
      if (c < 0) {
        throw new IOException("closed after '" + line + "'");
      }
      line.append((char) c);
    }
    return line.toString();
  }

  /** An answer's parts, honest unless changed. */
  private record Answer(
      SessionId id, Side side, String challenge, RsaKeyPair signer, SigningKeyUri uri, AesKey key) {
    static Answer of(Rig.Session session, Side side, String challenge) {
      return new Answer(
          session.id(),
          side,
          challenge,
          side == Side.A ? Rig.ALICE_KEYS : Rig.BOB_KEYS,
          side == Side.A ? ALICE_URI : BOB_URI,
          KEY);
    }

    Answer signedBy(RsaKeyPair other, SigningKeyUri otherUri) {
      return new Answer(id, side, challenge, other, otherUri, key);
    }

    Answer about(SessionId other) {
      return new Answer(other, side, challenge, signer, uri, key);
    }

    Answer to(String other) {
      return new Answer(id, side, other, signer, uri, key);
    }

    Answer as(Side other) {
      return new Answer(id, other, challenge, signer, uri, key);
    }

    Answer sealedWith(AesKey other) {
      return new Answer(id, side, challenge, signer, uri, other);
    }

    String text() {
      return EscrAnswer.sign(
              id,
              EscrChallenge.parse(challenge),
              side == Side.A ? RelaySide.A : RelaySide.B,
              signer.privateKey(),
              uri,
              Digests.kid(signer.publicKey().text()))
          .seal(key, Iv.random(Rig.RANDOM))
          .text();
    }
  }

  /** A connection that has answered its challenge and was accepted. */
  private static Socket enter(Rig.Session session, Side side) throws IOException {
    Socket socket = session.dial(side);
    Rig.send(socket, Answer.of(session, side, line(socket)).text() + "\n");
    assertThat(line(socket)).isEqualTo("ok");
    return socket;
  }

  private static void assertJoined(Socket a, Socket b) throws IOException {
    Rig.send(a, "there");
    Rig.send(b, "and back");
    assertThat(Rig.receive(b, 5)).isEqualTo("there");
    assertThat(Rig.receive(a, 8)).isEqualTo("and back");
  }

  private static void assertRefused(Socket socket) throws IOException {
    assertThat(line(socket)).isEqualTo("Socket auth failed");
    assertThat(Rig.isTurnedAway(socket)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"PAYLOAD,PAYLOAD", "PAYLOAD,ESCR", "ESCR,PAYLOAD", "ESCR,ESCR"})
  void each_side_proves_itself_in_the_mode_it_likes(AuthMode modeA, AuthMode modeB)
      throws Exception {
    try (Rig rig = rig()) {
      Rig.Session session = session(rig);
      assertThat(session.answer().autoDetectsRelayAuth()).isTrue();
      try (Socket a = modeA == AuthMode.ESCR ? enter(session, Side.A) : session.enter(Side.A);
          Socket b = modeB == AuthMode.ESCR ? enter(session, Side.B) : session.enter(Side.B)) {
        assertJoined(a, b);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_relay_that_does_not_detect_takes_the_mode_of_the_request(AuthMode mode) throws Exception {
    try (Rig rig = rig(Duration.ZERO)) {
      Rig.Session session = rig.session(request(mode, KEY));
      assertThat(session.answer().autoDetectsRelayAuth()).isFalse();
      boolean escr = mode == AuthMode.ESCR;
      try (Socket a = escr ? enter(session, Side.A) : session.enter(Side.A);
          Socket b = escr ? enter(session, Side.B) : session.enter(Side.B)) {
        assertJoined(a, b);
      }
      if (escr) {
        try (Socket payload = session.enter(Side.A)) {
          EscrChallenge.parse(line(payload));
          assertRefused(payload);
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
        side == Side.A ? ALICE_URI : BOB_URI,
        key,
        Rig.RANDOM);
  }

  @Test
  void the_credential_of_both_sides_opens_connection_after_connection() throws Exception {
    try (Rig rig = rig()) {
      Rig.Session session = session(rig);
      EscrCredential sideA = credential(session, Side.A, KEY);
      EscrCredential sideB = credential(session, Side.B, KEY);
      for (int i = 0; i < 5; i++) {
        try (SocketChannel a = dialWith(sideA, session.port(Side.A));
            SocketChannel b = dialWith(sideB, session.port(Side.B))) {
          assertJoined(a.socket(), b.socket());
        }
      }
      assertThat(rig.relay.statistics().authenticationsFailed()).isZero();
    }
  }

  @Test
  void a_credential_that_is_refused_says_so() throws Exception {
    try (Rig rig = rig()) {
      Rig.Session session = session(rig);
      EscrCredential stranger = credential(session, Side.A, AesKey.random(Rig.RANDOM));
      assertThatThrownBy(() -> dialWith(stranger, session.port(Side.A)))
          .isInstanceOf(IOException.class)
          .hasMessage("the relay did not accept the proof of who connects");
    }
  }

  @Test
  void a_session_without_key_is_one_of_payload_and_is_never_sent_a_challenge() throws Exception {
    try (Rig rig = rig()) {
      Rig.Session session = rig.session();
      try (Socket slow = session.dial(Side.A);
          Socket b = session.enter(Side.B)) {
        slow.setSoTimeout(300);
        assertThat(Rig.isTurnedAway(slow)).isFalse();
        Rig.send(slow, session.line(Side.A) + "\n");
        assertJoined(slow, b);
      }
    }
  }

  @Test
  void a_request_for_challenges_without_a_key_is_refused_in_words() throws Exception {
    try (Rig rig = rig()) {
      PortRequest request = request(AuthMode.ESCR, null);
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
    try (Rig rig = rig()) {
      Rig.Session session = session(rig);
      try (Socket one = session.dial(Side.A);
          Socket two = session.dial(Side.A)) {
        String first = line(one);
        String second = line(two);
        assertThat(first).hasSize(44).isNotEqualTo(second);
        Rig.send(one, Answer.of(session, Side.A, first).text() + "\n");
        assertThat(line(one)).isEqualTo("ok");
        Rig.send(two, Answer.of(session, Side.A, second).text() + "\n");
        assertThat(line(two)).isEqualTo("ok");
      }
      assertThat(rig.edge.lookUps).containsExactly(ALICE_URI.text());
    }
  }

  @Test
  void after_one_success_a_side_waits_no_longer_for_its_challenge() throws Exception {
    try (Rig rig = rig(Duration.ofSeconds(1))) {
      Rig.Session session = session(rig);
      try (Socket first = enter(session, Side.A);
          Socket second = session.dial(Side.A)) {
        second.setSoTimeout(900);
        assertThat(line(second)).hasSize(44);
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
    try (Rig rig = rig(LONG_WINDOW)) {
      Rig.Session session = session(rig);
      hint(rig, Rig.ALICE, bothEscr(session, requireNonNull(session.answer().rvdNonce())));
      await()
          .pollInterval(Duration.ofMillis(50))
          .until(() -> {
            try (Socket probe = session.dial(Side.A)) {
              probe.setSoTimeout(500);
              return !line(probe).isEmpty();
            } catch (IOException e) {
              return false;
            }
          });
    }
  }

  @Test
  void a_hint_of_another_atSign_or_with_another_nonce_changes_nothing() throws Exception {
    try (Rig rig = rig(LONG_WINDOW)) {
      Rig.Session session = session(rig);
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
        assertJoined(a, b);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wrong signer",
        "signer of another atSign",
        "key not published",
        "other side",
        "other side of the line",
        "other session",
        "challenge of another connection",
        "altered challenge",
        "other key",
        "damaged",
        "two colons",
        "no colon",
        "white space",
        "garbage",
        "too long"
      })
  void who_does_not_prove_the_side_is_told_so_and_disturbs_nobody(String attack) throws Exception {
    try (Rig rig = rig();
        Rig other = rig()) {
      rig.edge.records.put(
          SigningKeyUri.of("primary", MALLORY).text(), Rig.BOB_KEYS.publicKey().text());
      Rig.Session session = session(rig);
      Rig.Session foreign = session(other);
      try (Socket a = enter(session, Side.A);
          Socket b = enter(session, Side.B);
          Socket intruder = session.dial(Side.A);
          Socket bystander = session.dial(Side.A)) {
        String challenge = line(intruder);
        Answer honest = Answer.of(session, Side.A, challenge);
        String line =
            switch (attack) {
              case "wrong signer" -> honest.signedBy(Rig.BOB_KEYS, ALICE_URI).text();
              case "signer of another atSign" ->
                  honest.signedBy(Rig.BOB_KEYS, SigningKeyUri.of("primary", MALLORY)).text();
              case "key not published" ->
                  honest.signedBy(Rig.ALICE_KEYS, SigningKeyUri.of("none", Rig.ALICE)).text();
              case "other side" -> honest.signedBy(Rig.BOB_KEYS, BOB_URI).text();
              case "other side of the line" ->
                  honest.as(Side.B).signedBy(Rig.BOB_KEYS, BOB_URI).text();
              case "other session" -> honest.about(foreign.id()).text();
              case "challenge of another connection" -> honest.to(line(bystander)).text();
              case "altered challenge" -> honest.to(EscrChallenge.random(Rig.RANDOM).text()).text();
              case "other key" -> honest.sealedWith(AesKey.random(Rig.RANDOM)).text();
              case "damaged" -> honest.text().replaceFirst("....$", "AAAA");
              case "two colons" -> honest.text() + ":";
              case "no colon" -> honest.text().replace(":", "");
              case "white space" -> honest.text().replace(":", ": ");
              case "garbage" -> "\u0000\u0001 no line of anybody";
              default -> "x".repeat(20_000);
            };
        Rig.send(intruder, line + "\n");
        assertRefused(intruder);
        assertJoined(a, b);
        assertThat(rig.relay.statistics().authenticationsFailed()).isEqualTo(1);
      }
    }
  }

  @Test
  void an_answer_that_was_accepted_is_refused_on_the_next_connection() throws Exception {
    try (Rig rig = rig()) {
      Rig.Session session = session(rig);
      try (Socket first = session.dial(Side.A);
          Socket replay = session.dial(Side.A)) {
        String answer = Answer.of(session, Side.A, line(first)).text();
        Rig.send(first, answer + "\n");
        assertThat(line(first)).isEqualTo("ok");
        line(replay);
        Rig.send(replay, answer + "\n");
        assertRefused(replay);
      }
    }
  }

  @Test
  void first_words_that_begin_no_payload_line_are_refused_at_once() throws Exception {
    try (Rig rig = rig(LONG_WINDOW)) {
      Rig.Session session = session(rig);
      try (Socket a = session.dial(Side.A)) {
        Rig.send(a, "S");
        a.setSoTimeout(2_000);
        assertRefused(a);
      }
    }
  }

  @Test
  void silence_after_the_challenge_ends_with_the_time_limit() throws Exception {
    RelayLimits quick =
        RelayLimits.DEFAULT.with().authenticationTime(Duration.ofMillis(600)).build();
    try (Rig rig = new Rig(quick)) {
      Rig.Session session = session(rig);
      try (Socket a = session.dial(Side.A)) {
        line(a);
        assertRefused(a);
        assertThat(rig.relay.statistics().authenticationsTimedOut()).isEqualTo(1);
      }
    }
  }
}
