package org.noports.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.relay.AuthMode;
import org.noports.tunnel.pairing.Side;

/** Signing keys fetched in advance, and looked up again (sessions.md 1.4, 2.4, 3.8). */
final class SigningKeysTest {
  private static final Duration OFTEN = Duration.ofMillis(50);
  private static final int SOME_ROUNDS = 6;

  private static Rig rig(Duration check) {
    Rig rig =
        new Rig(
            RelayConfig.at("127.0.0.1")
                .authDetectWindow(Duration.ofMillis(100))
                .signingKeyCheck(check)
                .build());
    rig.edge.records.put(Challenges.ALICE_URI.text(), Rig.ALICE_KEYS.publicKey().text());
    rig.edge.records.put(Challenges.BOB_URI.text(), Rig.BOB_KEYS.publicKey().text());
    return rig;
  }

  private static Rig.Session session(Rig rig, String... announced) throws InterruptedException {
    return rig.session(
        Rig.asking().by(AuthMode.ESCR, Challenges.KEY).preFetch(List.of(announced)).build());
  }

  @Test
  void announced_keys_are_fetched_before_a_side_comes_and_not_again() throws Exception {
    try (Rig rig = rig(Duration.ZERO)) {
      Rig.Session session =
          session(rig, Challenges.ALICE_URI.text(), Challenges.BOB_URI.text().substring(7));
      await()
          .untilAsserted(() ->
              assertThat(rig.edge.lookUps)
                  .containsExactlyInAnyOrder(
                      Challenges.ALICE_URI.text(), Challenges.BOB_URI.text()));
      try (Socket a = Challenges.enter(session, Side.A);
          Socket b = Challenges.enter(session, Side.B)) {
        Challenges.assertJoined(a, b);
      }
      assertThat(rig.edge.lookUps).hasSize(2);
    }
  }

  @Test
  void only_signing_keys_of_the_two_sides_are_fetched_in_advance_and_few() throws Exception {
    try (Rig rig = rig(Duration.ZERO)) {
      session(
          rig,
          SigningKeyUri.of("primary", AtSign.of("@mallory")).text(),
          "public:publickey@alice",
          "public:_apsk.primary.r.__e@alice",
          "garbage",
          SigningKeyUri.of("fifth", Rig.ALICE).text());
      session(rig, Challenges.ALICE_URI.text());
      await().until(() -> !rig.edge.lookUps.isEmpty());
      assertThat(rig.edge.lookUps).containsExactly(Challenges.ALICE_URI.text());
    }
  }

  @Test
  void a_key_published_after_it_was_fetched_in_advance_is_fetched_again() throws Exception {
    try (Rig rig = rig(Duration.ZERO)) {
      rig.edge.records.put(Challenges.ALICE_URI.text(), Rig.BOB_KEYS.publicKey().text());
      Rig.Session session =
          session(rig, Challenges.ALICE_URI.text(), SigningKeyUri.of("none", Rig.ALICE).text());
      await().until(() -> rig.edge.lookUps.size() == 2);
      rig.edge.records.put(Challenges.ALICE_URI.text(), Rig.ALICE_KEYS.publicKey().text());
      try (Socket a = Challenges.enter(session, Side.A);
          Socket b = Challenges.enter(session, Side.B)) {
        Challenges.assertJoined(a, b);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"r", "d"})
  void a_session_whose_signing_key_was_withdrawn_ends_and_no_other(String state) throws Exception {
    try (Rig rig = rig(OFTEN)) {
      Rig.Session session = session(rig);
      Rig.Session byLine = rig.session();
      try (Socket a = Challenges.enter(session, Side.A);
          Socket b = Challenges.enter(session, Side.B);
          Socket lineA = byLine.enter(Side.A);
          Socket lineB = byLine.enter(Side.B)) {
        Challenges.assertJoined(a, b);
        rig.edge.records.put("public:_apsk.primary." + state + ".__e@bob", "the key");
        rig.edge.records.remove(Challenges.BOB_URI.text());
        assertThat(Rig.isTurnedAway(a)).isTrue();
        assertThat(Rig.isTurnedAway(b)).isTrue();
        await().until(() -> rig.relay.sessions() == 1);
        Challenges.assertJoined(lineA, lineB);
        assertThat(rig.relay.statistics().signingKeysWithdrawn()).isEqualTo(1);
      }
    }
  }

  @Test
  void a_key_that_is_gone_without_being_withdrawn_or_cannot_be_looked_up_ends_nothing()
      throws Exception {
    try (Rig rig = rig(OFTEN)) {
      Rig.Session session = session(rig);
      try (Socket a = Challenges.enter(session, Side.A);
          Socket b = Challenges.enter(session, Side.B)) {
        rig.edge.records.remove(Challenges.ALICE_URI.text());
        rig.edge.records.put("public:_apsk.other.r.__e@alice", "the key of another");
        awaitRounds(rig);
        Challenges.assertJoined(a, b);
        rig.edge.unreachable = true;
        rig.edge.records.put("public:_apsk.primary.r.__e@alice", "the key");
        awaitRounds(rig);
        Challenges.assertJoined(a, b);
      }
    }
  }

  private static void awaitRounds(Rig rig) {
    int before = rig.edge.lookUps.size();
    await().until(() -> rig.edge.lookUps.size() >= before + 4 * SOME_ROUNDS);
  }

  @Test
  void a_key_that_was_both_withdrawn_and_published_again_ends_nothing() throws Exception {
    try (Rig rig = rig(OFTEN)) {
      rig.edge.records.put("public:_apsk.primary.r.__e@alice", "an older key");
      Rig.Session session = session(rig);
      try (Socket a = Challenges.enter(session, Side.A);
          Socket b = Challenges.enter(session, Side.B)) {
        int before = rig.edge.lookUps.size();
        await().until(() -> rig.edge.lookUps.size() >= before + 2 * SOME_ROUNDS);
        Challenges.assertJoined(a, b);
      }
    }
  }

  @Test
  void a_session_s_sides_use_no_more_than_four_different_keys() throws Exception {
    try (Rig rig = rig(Duration.ZERO)) {
      Rig.Session session = session(rig);
      for (int i = 1; i <= 4; i++) {
        SigningKeyUri uri = SigningKeyUri.of("device" + i, Rig.ALICE);
        rig.edge.records.put(uri.text(), Rig.ALICE_KEYS.publicKey().text());
        try (Socket a = session.dial(Side.A)) {
          String challenge = Challenges.line(a);
          Rig.send(
              a,
              Challenges.Answer.of(session, Side.A, challenge).signedBy(Rig.ALICE_KEYS, uri).text()
                  + "\n");
          assertThat(Challenges.line(a)).isEqualTo("ok");
        }
      }
      try (Socket fifth = session.dial(Side.A)) {
        Rig.send(
            fifth, Challenges.Answer.of(session, Side.A, Challenges.line(fifth)).text() + "\n");
        Challenges.assertRefused(fifth);
        assertThat(rig.relay.statistics().notProved(AuthFailure.TOO_MANY_SIGNERS)).isEqualTo(1);
      }
    }
  }
}
