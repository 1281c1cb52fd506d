package org.noports.relay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
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

  private static Map<String, String> linesFor(Side side, Rig.Session session, Rig.Session other) {
    String honest = session.line(side);
    Nonce nonce = requireNonNull(session.answer().rvdNonce());
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("other side's line", session.line(side.other()));
    lines.put("other session's line", other.line(side));
    lines.put("other session's line under this id", signed(session.id(), other, side));
    lines.put("this session's line with another nonce", altered(session, Nonce.random(Rig.RANDOM)));
    lines.put("nonce altered after signing", honest.replace(nonce.text(), swapped(nonce.text())));
    lines.put(
        "nonce in upper case", honest.replace(nonce.text(), nonce.text().toUpperCase(Locale.ROOT)));
    lines.put("signature altered", honest.replaceFirst("\"signature\":\"..", "\"signature\":\"AA"));
    lines.put(
        "no signature", honest.replaceFirst("\"signature\":\"[^\"]*\"", "\"signature\":\"\""));
    lines.put(
        "signature not base64", honest.replaceFirst("\"signature\":\".", "\"signature\":\"!"));
    lines.put("hash without strength", honest.replace("sha256", "md5"));
    lines.put("unknown signature", honest.replace("rsa2048", "none"));
    lines.put("member twice", honest.replaceFirst("\\{", "{\"payload\":{},"));
    lines.put("member in other case", honest.replace("payload", "Payload"));
    lines.put(
        "payload as text", honest.replaceFirst("\\{\"payload\":\\{[^}]*}", "{\"payload\":\"x\""));
    lines.put("text behind", honest + "{}");
    lines.put("cut short", honest.substring(0, honest.length() - 1));
    lines.put("two lines in one", honest + honest);
    lines.put("control characters", honest.replaceFirst("sessionId", "session\u0000Id\u001b[2J"));
    lines.put("not UTF-8", "{\"payload\":\"\u00c3(\"}");
    lines.put("deep", "[".repeat(8_000));
    lines.put("deep objects", "{\"payload\":".repeat(1_000));
    lines.put("long number", "{\"payload\":" + "9".repeat(8_000) + "}");
    lines.put("no JSON", "{");
    lines.put("empty object", "{}");
    lines.put("null", "null");
    lines.put("nothing", "");
    lines.put("carriage return", "\r");
    lines.put("web browser", "GET / HTTP/1.1\r\nHost: relay\r\n\r\n");
    lines.put("ssh", "SSH-2.0-OpenSSH_9.6");
    lines.put("TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003");
    lines.put("line without end", LONG);
    lines.put("object without end", "{" + LONG);
    return lines;
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
  void what_proves_nothing_is_turned_away_in_silence_and_disturbs_nobody(Side side)
      throws Exception {
    try (Rig rig = new Rig();
        LiveSession live = LiveSession.in(rig)) {
      Map<String, String> lines = linesFor(side, live.session(), rig.session());
      for (Map.Entry<String, String> line : lines.entrySet()) {
        try (Socket attacker = live.session().dial(side)) {
          send(attacker, line.getValue() + "\nand session data behind it");
          assertThat(Rig.isTurnedAway(attacker)).as(line.getKey()).isTrue();
        }
      }
      assertThat(rig.relay.statistics().authenticationsFailed()).isEqualTo(lines.size());
      live.takesOneMore();
      live.carriesOn();
    }
  }

  private static void send(Socket attacker, String text) {
    try {
      attacker.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      // Turned away while writing.
    }
  }
}
