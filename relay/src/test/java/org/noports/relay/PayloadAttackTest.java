package org.noports.relay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.relay.Nonce;
import org.noports.protocol.relay.PayloadAuthLine;
import org.noports.tunnel.pairing.Side;

/** Lines that prove nothing, at the doors of a session that goes on (sessions.md 3.5, 8.2). */
final class PayloadAttackTest {
  private static final String LONG = "x".repeat(20 * 1024);

  /** What an attacker sends, and what the relay is to make of it. */
  private record Attack(String line, AuthFailure counted) {}

  private static Map<String, Attack> attacks(Side side, Rig.Session session, Rig.Session other) {
    String honest = session.line(side);
    Nonce nonce = requireNonNull(session.answer().rvdNonce());
    Map<String, Attack> attacks = new LinkedHashMap<>();
    put(attacks, AuthFailure.BAD_SIGNATURE, "other side's line", session.line(side.other()));
    put(attacks, AuthFailure.WRONG_SESSION, "other session's line", other.line(side));
    put(
        attacks,
        AuthFailure.WRONG_SESSION,
        "other session's line under this id",
        signed(session.id(), other, side));
    put(
        attacks,
        AuthFailure.WRONG_SESSION,
        "this session's line with another nonce",
        altered(session, Nonce.random(Rig.RANDOM)));
    put(
        attacks,
        AuthFailure.WRONG_SESSION,
        "nonce altered after signing",
        honest.replace(nonce.text(), swapped(nonce.text())));
    put(
        attacks,
        AuthFailure.WRONG_SESSION,
        "nonce in upper case",
        honest.replace(nonce.text(), nonce.text().toUpperCase(Locale.ROOT)));
    put(
        attacks,
        AuthFailure.BAD_SIGNATURE,
        "signature altered",
        honest.replaceFirst("\"signature\":\"..", "\"signature\":\"AA"));
    put(
        attacks,
        AuthFailure.BAD_SIGNATURE,
        "no signature",
        honest.replaceFirst("\"signature\":\"[^\"]*\"", "\"signature\":\"\""));
    put(
        attacks,
        AuthFailure.BAD_SIGNATURE,
        "signature not base64",
        honest.replaceFirst("\"signature\":\".", "\"signature\":\"!"));
    put(attacks, AuthFailure.MALFORMED, "hash without strength", honest.replace("sha256", "md5"));
    put(attacks, AuthFailure.MALFORMED, "unknown signature", honest.replace("rsa2048", "none"));
    put(
        attacks,
        AuthFailure.MALFORMED,
        "member twice",
        honest.replaceFirst("\\{", "{\"payload\":{},"));
    put(
        attacks,
        AuthFailure.MALFORMED,
        "member in other case",
        honest.replace("payload", "Payload"));
    put(
        attacks,
        AuthFailure.MALFORMED,
        "payload as text",
        honest.replaceFirst("\\{\"payload\":\\{[^}]*}", "{\"payload\":\"x\""));
    put(attacks, AuthFailure.MALFORMED, "text behind", honest + "{}");
    put(attacks, AuthFailure.MALFORMED, "cut short", honest.substring(0, honest.length() - 1));
    put(attacks, AuthFailure.MALFORMED, "two lines in one", honest + honest);
    put(
        attacks,
        AuthFailure.MALFORMED,
        "control characters",
        honest.replaceFirst("sessionId", "session\u0000Id\u001b[2J"));
    put(attacks, AuthFailure.MALFORMED, "not UTF-8", "{\"payload\":\"\u00c3(\"}");
    put(attacks, AuthFailure.MALFORMED, "deep", "[".repeat(8_000));
    put(attacks, AuthFailure.MALFORMED, "deep objects", "{\"payload\":".repeat(1_000));
    put(attacks, AuthFailure.MALFORMED, "long number", "{\"payload\":" + "9".repeat(8_000) + "}");
    put(attacks, AuthFailure.MALFORMED, "no JSON", "{");
    put(attacks, AuthFailure.MALFORMED, "empty object", "{}");
    put(attacks, AuthFailure.MALFORMED, "null", "null");
    put(attacks, AuthFailure.MALFORMED, "nothing", "");
    put(attacks, AuthFailure.MALFORMED, "carriage return", "\r");
    put(attacks, AuthFailure.MALFORMED, "web browser", "GET / HTTP/1.1\r\nHost: relay\r\n\r\n");
    put(attacks, AuthFailure.MALFORMED, "ssh", "SSH-2.0-OpenSSH_9.6");
    put(
        attacks,
        AuthFailure.MALFORMED,
        "TLS",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003");
    put(attacks, AuthFailure.TOO_LONG, "line without end", LONG);
    put(attacks, AuthFailure.TOO_LONG, "object without end", "{" + LONG);
    return attacks;
  }

  private static void put(
      Map<String, Attack> attacks, AuthFailure counted, String name, String line) {
    attacks.put(name, new Attack(line, counted));
  }

  private static String signed(SessionId id, Rig.Session other, Side side) {
    return PayloadAuthLine.line(
        id,
        other.clientNonce(),
        requireNonNull(other.answer().rvdNonce()),
        (side == Side.A ? Rig.ALICE_KEYS : Rig.BOB_KEYS).privateKey());
  }

  private static String altered(Rig.Session session, Nonce nonce) {
    return PayloadAuthLine.line(
        session.id(), session.clientNonce(), nonce, Rig.ALICE_KEYS.privateKey());
  }

  private static String swapped(String text) {
    return text.substring(1) + text.charAt(0);
  }

  @ParameterizedTest
  @EnumSource
  void what_proves_nothing_is_turned_away_in_silence_counted_and_disturbs_nobody(Side side)
      throws Exception {
    try (Rig rig = new Rig();
        LiveSession live = LiveSession.in(rig)) {
      Map<String, AuthFailure> counted = new LinkedHashMap<>();
      Map<String, AuthFailure> expected = new LinkedHashMap<>();
      for (Map.Entry<String, Attack> attack :
          attacks(side, live.session(), rig.session()).entrySet()) {
        Map<AuthFailure, Long> before = rig.relay.statistics().authFailures();
        try (Socket attacker = live.session().dial(side)) {
          send(attacker, attack.getValue().line() + "\nand session data behind it");
          assertThat(Rig.isTurnedAway(attacker)).as(attack.getKey()).isTrue();
        }
        await().until(() -> !rig.relay.statistics().authFailures().equals(before));
        counted.put(attack.getKey(), risen(before, rig.relay.statistics().authFailures()));
        expected.put(attack.getKey(), attack.getValue().counted());
      }
      assertThat(counted).isEqualTo(expected);
      live.takesOneMore();
      live.carriesOn();
    }
  }

  /** The one reason of which there is one more. */
  private static AuthFailure risen(Map<AuthFailure, Long> before, Map<AuthFailure, Long> after) {
    Map<AuthFailure, Long> risen = new EnumMap<>(after);
    risen.entrySet().removeAll(before.entrySet());
    assertThat(risen).hasSize(1);
    AuthFailure reason = risen.keySet().iterator().next();
    assertThat(risen.get(reason)).isEqualTo(requireNonNull(before.get(reason)) + 1);
    return reason;
  }

  private static void send(Socket attacker, String text) {
    try {
      attacker.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      // Turned away while writing.
    }
  }
}
