package org.noports.relay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.relay.EscrChallenge;
import org.noports.protocol.relay.PortRequest;
import org.noports.tunnel.pairing.Side;

/**
 * Answers that prove no side of a session, at the one port of all sessions, beside one that goes on
 * (sessions.md 3.6, 8.2). Each is counted under its reason.
 */
final class SinglePortAttackTest {
  private static final AtSign MALLORY = AtSign.of("@mallory");
  private static final SigningKeyUri MALLORY_URI = SigningKeyUri.of("primary", MALLORY);
  private static final String LONG = "x".repeat(20 * 1024);

  /** What an attacker sends, and what the relay is to make of it. */
  private record Attack(String line, AuthFailure counted) {}

  /** What an attacker may know. */
  private record Knowledge(
      Rig.Session live,
      Rig.Session other,
      Rig.Session ofTwoPorts,
      SessionId ended,
      String accepted,
      String othersChallenge) {}

  private static Map<String, Attack> attacks(Side side, String challenge, Knowledge known) {
    Challenges.Answer honest = Challenges.Answer.of(known.live(), side, challenge);
    Challenges.Answer partners = Challenges.Answer.of(known.live(), side.other(), challenge);
    String proof = honest.text();
    String sealed = proof.substring(proof.indexOf(':') + 1);
    Map<String, Attack> attacks = new LinkedHashMap<>();
    put(attacks, AuthFailure.WRONG_CHALLENGE, "line that was accepted before", known.accepted());
    put(
        attacks,
        AuthFailure.WRONG_CHALLENGE,
        "challenge of another connection",
        honest.to(known.othersChallenge()).text());
    put(
        attacks,
        AuthFailure.WRONG_CHALLENGE,
        "challenge of its own",
        honest.to(EscrChallenge.random(Rig.RANDOM).text()).text());
    put(
        attacks,
        AuthFailure.BAD_SIGNATURE,
        "somebody else's key under the side's name",
        honest.signedBy(partners.signer(), honest.uri()).text());
    put(
        attacks,
        AuthFailure.WRONG_SIGNER,
        "partner's key for this side",
        honest.signedBy(partners.signer(), partners.uri()).text());
    put(
        attacks,
        AuthFailure.WRONG_SIGNER,
        "key of an atSign of no session",
        honest.signedBy(Rig.BOB_KEYS, MALLORY_URI).text());
    put(
        attacks,
        AuthFailure.NO_SIGNING_KEY,
        "key that is not published",
        honest.signedBy(honest.signer(), SigningKeyUri.of("none", honest.uri().owner())).text());
    put(
        attacks,
        AuthFailure.WRONG_SESSION,
        "session nobody has",
        honest.about(SessionId.random(Rig.RANDOM)).text());
    put(attacks, AuthFailure.WRONG_SESSION, "ended session", honest.about(known.ended()).text());
    put(
        attacks,
        AuthFailure.WRONG_SESSION,
        "session of two ports",
        honest.about(known.ofTwoPorts().id()).text());
    put(
        attacks,
        AuthFailure.WRONG_SESSION,
        "other session's answer under this id",
        known.live().id() + ":" + afterColon(honest.about(known.other().id()).text()));
    put(
        attacks,
        AuthFailure.WRONG_SESSION,
        "this session's answer under another's id",
        known.other().id() + ":" + sealed);
    put(
        attacks,
        AuthFailure.MALFORMED,
        "sealed with another key",
        honest.sealedWith(AesKey.random(Rig.RANDOM)).text());
    put(attacks, AuthFailure.MALFORMED, "cut short", proof.substring(0, proof.length() - 8));
    put(
        attacks,
        AuthFailure.MALFORMED,
        "altered on the way",
        proof.substring(0, proof.length() - 40) + "A".repeat(40));
    put(attacks, AuthFailure.MALFORMED, "no base64", known.live().id() + ":!" + sealed);
    put(attacks, AuthFailure.MALFORMED, "two colons", proof + ":");
    put(attacks, AuthFailure.MALFORMED, "no colon", proof.replace(":", ""));
    put(attacks, AuthFailure.MALFORMED, "id alone", known.live().id() + ":");
    put(attacks, AuthFailure.MALFORMED, "no id", ":" + sealed);
    put(attacks, AuthFailure.MALFORMED, "white space within", proof.replace(":", ": "));
    put(attacks, AuthFailure.MALFORMED, "not ASCII", proof + "\u00e9");
    put(attacks, AuthFailure.MALFORMED, "control characters", proof.replace(":", ":\u001b[2J"));
    put(attacks, AuthFailure.MALFORMED, "line of the other mode", known.live().line(side));
    put(attacks, AuthFailure.MALFORMED, "nothing", "");
    put(attacks, AuthFailure.MALFORMED, "garbage", "\u0000\u0001 no line of anybody");
    put(attacks, AuthFailure.MALFORMED, "web browser", "GET / HTTP/1.1\r\nHost: relay\r\n\r\n");
    put(attacks, AuthFailure.MALFORMED, "ssh", "SSH-2.0-OpenSSH_9.6");
    put(attacks, AuthFailure.MALFORMED, "TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001");
    put(attacks, AuthFailure.MALFORMED, "challenge sent back", challenge);
    put(attacks, AuthFailure.TOO_LONG, "line without end", LONG);
    put(attacks, AuthFailure.TOO_LONG, "answer without end", proof + LONG);
    return attacks;
  }

  private static void put(
      Map<String, Attack> attacks, AuthFailure counted, String name, String line) {
    attacks.put(name, new Attack(line, counted));
  }

  private static String afterColon(String line) {
    return line.substring(line.indexOf(':') + 1);
  }

  @ParameterizedTest
  @EnumSource
  void what_proves_nothing_is_refused_counted_and_disturbs_nobody(Side side) throws Exception {
    SessionId ended = ended();
    try (Rig rig = Doors.rig();
        LiveSession live = Doors.SINGLE_PORT.live(rig)) {
      rig.edge.records.put(MALLORY_URI.text(), Rig.BOB_KEYS.publicKey().text());
      Rig.Session session = live.session();
      String accepted = acceptedOnce(session, side);
      await().until(() -> rig.relay.statistics().queuedConnectionsLost() == 1);
      try (Socket bystander = session.dial(side)) {
        Knowledge known =
            new Knowledge(
                session,
                Doors.SINGLE_PORT.session(rig),
                rig.session(Challenges.request(AuthMode.PAYLOAD, Challenges.KEY)),
                ended,
                accepted,
                Challenges.line(bystander));
        Map<AuthFailure, Long> expected = new EnumMap<>(AuthFailure.class);
        for (String name : attacks(side, known.othersChallenge(), known).keySet()) {
          try (Socket intruder = session.dial(side)) {
            Attack attack =
                requireNonNull(attacks(side, Challenges.line(intruder), known).get(name));
            send(intruder, attack.line() + "\n");
            assertThat(isRefused(intruder)).as(name).isTrue();
            expected.merge(attack.counted(), 1L, Long::sum);
            await()
                .untilAsserted(
                    () -> assertThat(counted(rig, expected.keySet())).as(name).isEqualTo(expected));
          }
        }
        live.takesOneMore();
        live.carriesOn();
      }
    }
  }

  /** The line of a connection that came in and has gone. */
  private static String acceptedOnce(Rig.Session session, Side side) throws IOException {
    try (Socket socket = session.dial(side)) {
      String line = Doors.SINGLE_PORT.proof(session, side, socket);
      Rig.send(socket, line + "\n");
      Doors.SINGLE_PORT.accepted(socket);
      return line;
    }
  }

  private static Map<AuthFailure, Long> counted(Rig rig, Set<AuthFailure> reasons) {
    Map<AuthFailure, Long> counted = new EnumMap<>(AuthFailure.class);
    RelayStatistics now = rig.relay.statistics();
    reasons.forEach(reason -> counted.put(reason, now.notProved(reason)));
    return counted;
  }

  /** Told so, unless it still had bytes on their way: those turn the words into a reset. */
  private static boolean isRefused(Socket socket) {
    try {
      return Challenges.line(socket).equals("Socket auth failed") && Rig.isTurnedAway(socket);
    } catch (IOException e) {
      return true;
    }
  }

  private static void send(Socket intruder, String text) {
    try {
      intruder.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      // Turned away while writing.
    }
  }

  /** Of another relay: what this one forgets it never knew. */
  private static SessionId ended() throws Exception {
    try (Rig rig = Doors.rig(limits -> limits.grace(Duration.ofMillis(1)))) {
      SessionId id = Doors.SINGLE_PORT.session(rig).id();
      await().until(() -> rig.relay.sessions() == 0);
      return id;
    }
  }

  @Test
  void whoever_stays_silent_or_stops_or_goes_away_is_counted_and_disturbs_nobody()
      throws Exception {
    try (Rig rig = Doors.rig(limits -> limits.authenticationTime(Duration.ofSeconds(3)));
        LiveSession live = Doors.SINGLE_PORT.live(rig)) {
      List<Socket> silent = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        Socket socket = live.session().dial(Side.A);
        silent.add(socket);
        String proof = Doors.SINGLE_PORT.proof(live.session(), Side.A, socket);
        Rig.send(socket, proof.substring(0, i % 2 == 0 ? 0 : proof.length() / 2));
      }
      for (int i = 0; i < 20; i++) {
        try (Socket socket = live.session().dial(Side.B)) {
          String proof = Doors.SINGLE_PORT.proof(live.session(), Side.B, socket);
          Rig.send(socket, proof.substring(0, i % 2 == 0 ? 0 : proof.length() / 2));
        }
      }
      live.takesOneMore();
      await().until(() -> rig.relay.statistics().notProved(AuthFailure.CLOSED) == 20);
      await().until(() -> rig.relay.statistics().notProved(AuthFailure.TIMED_OUT) == 20);
      await().until(() -> rig.relay.unproved() == 0);
      for (Socket socket : silent) {
        assertThat(isRefused(socket)).isTrue();
        socket.close();
      }
      live.takesOneMore();
      live.carriesOn();
    }
  }

  @Test
  void a_session_of_two_ports_cannot_be_entered_through_the_single_port_nor_the_other_way()
      throws Exception {
    try (Rig rig = Doors.rig();
        LiveSession live = Doors.TWO_PORTS.live(rig)) {
      PortRequest withKey = Challenges.request(AuthMode.ESCR, Challenges.KEY);
      Rig.Session two = rig.session(withKey);
      Rig.Session one = Doors.SINGLE_PORT.session(rig);
      try (Socket atSinglePort = one.dial(Side.A);
          Socket atTwoPorts = two.dial(Side.A)) {
        Rig.send(
            atSinglePort,
            Challenges.Answer.of(two, Side.A, Challenges.line(atSinglePort)).text() + "\n");
        Rig.send(
            atTwoPorts,
            Challenges.Answer.of(one, Side.A, Challenges.line(atTwoPorts)).text() + "\n");
        Challenges.assertRefused(atSinglePort);
        Challenges.assertRefused(atTwoPorts);
      }
      await().until(() -> rig.relay.statistics().notProved(AuthFailure.WRONG_SESSION) == 2);
      live.takesOneMore();
      live.carriesOn();
    }
  }
}
