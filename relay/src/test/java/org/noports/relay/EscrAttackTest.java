package org.noports.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.relay.EscrChallenge;
import org.noports.tunnel.pairing.Side;

/** Answers to challenges that prove nothing (sessions.md 3.5, 8.2). */
final class EscrAttackTest {
  private static final AtSign MALLORY = AtSign.of("@mallory");

  @ParameterizedTest
  @CsvSource({
    "wrong signer, BAD_SIGNATURE",
    "signer of another atSign, WRONG_SIGNER",
    "key not published, NO_SIGNING_KEY",
    "other side, WRONG_SIGNER",
    "other side of the line, WRONG_SIDE",
    "other session, WRONG_SESSION",
    "challenge of another connection, WRONG_CHALLENGE",
    "altered challenge, WRONG_CHALLENGE",
    "other key, MALFORMED",
    "damaged, MALFORMED",
    "two colons, MALFORMED",
    "no colon, MALFORMED",
    "white space, MALFORMED",
    "garbage, MALFORMED",
    "too long, TOO_LONG",
  })
  void who_does_not_prove_the_side_is_told_so_counted_and_disturbs_nobody(
      String attack, AuthFailure counted) throws Exception {
    try (Rig rig = Challenges.rig();
        Rig other = Challenges.rig()) {
      rig.edge.records.put(
          SigningKeyUri.of("primary", MALLORY).text(), Rig.BOB_KEYS.publicKey().text());
      Rig.Session session = Challenges.session(rig);
      Rig.Session foreign = Challenges.session(other);
      try (LiveSession live = new LiveSession(session, side -> Challenges.enter(session, side));
          Socket intruder = session.dial(Side.A);
          Socket bystander = session.dial(Side.A)) {
        String challenge = Challenges.line(intruder);
        Challenges.Answer honest = Challenges.Answer.of(session, Side.A, challenge);
        String line =
            switch (attack) {
              case "wrong signer" -> honest.signedBy(Rig.BOB_KEYS, Challenges.ALICE_URI).text();
              case "signer of another atSign" ->
                  honest.signedBy(Rig.BOB_KEYS, SigningKeyUri.of("primary", MALLORY)).text();
              case "key not published" ->
                  honest.signedBy(Rig.ALICE_KEYS, SigningKeyUri.of("none", Rig.ALICE)).text();
              case "other side" -> honest.signedBy(Rig.BOB_KEYS, Challenges.BOB_URI).text();
              case "other side of the line" ->
                  honest.as(Side.B).signedBy(Rig.BOB_KEYS, Challenges.BOB_URI).text();
              case "other session" -> honest.about(foreign.id()).text();
              case "challenge of another connection" ->
                  honest.to(Challenges.line(bystander)).text();
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
        Challenges.assertRefused(intruder);
        assertThat(rig.relay.statistics().notProved(counted)).isEqualTo(1);
        assertThat(rig.relay.statistics().authenticationsFailed()).isEqualTo(1);
        live.takesOneMore();
        live.carriesOn();
      }
    }
  }

  @Test
  void an_answer_that_was_accepted_is_refused_on_the_next_connection() throws Exception {
    try (Rig rig = Challenges.rig()) {
      Rig.Session session = Challenges.session(rig);
      try (LiveSession live = new LiveSession(session, side -> Challenges.enter(session, side));
          Socket first = session.dial(Side.A);
          Socket replay = session.dial(Side.A)) {
        String answer = Challenges.Answer.of(session, Side.A, Challenges.line(first)).text();
        Rig.send(first, answer + "\n");
        assertThat(Challenges.line(first)).isEqualTo("ok");
        Challenges.line(replay);
        Rig.send(replay, answer + "\n");
        Challenges.assertRefused(replay);
        assertThat(rig.relay.statistics().notProved(AuthFailure.WRONG_CHALLENGE)).isEqualTo(1);
        Rig.reset(first);
        await().until(() -> rig.relay.statistics().queuedConnectionsLost() == 1);
        live.takesOneMore();
        live.carriesOn();
      }
    }
  }

  @Test
  void first_words_that_begin_no_payload_line_are_refused_at_once() throws Exception {
    try (Rig rig = Challenges.rig(Duration.ofSeconds(5))) {
      Rig.Session session = Challenges.session(rig);
      try (Socket a = session.dial(Side.A)) {
        Rig.send(a, "S");
        a.setSoTimeout(2_000);
        Challenges.assertRefused(a);
      }
    }
  }

  @Test
  void silence_after_the_challenge_ends_with_the_time_limit() throws Exception {
    RelayLimits quick =
        RelayLimits.DEFAULT.with().authenticationTime(Duration.ofMillis(600)).build();
    try (Rig rig = new Rig(quick)) {
      Rig.Session session = Challenges.session(rig);
      try (Socket a = session.dial(Side.A)) {
        Challenges.line(a);
        Challenges.assertRefused(a);
        assertThat(rig.relay.statistics().authenticationsTimedOut()).isEqualTo(1);
      }
    }
  }
}
