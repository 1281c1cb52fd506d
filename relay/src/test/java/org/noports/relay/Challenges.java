package org.noports.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.Digests;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.relay.EscrAnswer;
import org.noports.protocol.relay.EscrChallenge;
import org.noports.protocol.relay.PortRequest;
import org.noports.protocol.relay.RelaySide;
import org.noports.tunnel.pairing.Side;

/** What a test needs to prove sides by challenge (sessions.md 3.5). Stateless. */
final class Challenges {
  static final AesKey KEY = AesKey.random(Rig.RANDOM);
  static final SigningKeyUri ALICE_URI = SigningKeyUri.of("primary", Rig.ALICE);
  static final SigningKeyUri BOB_URI = SigningKeyUri.of("primary", Rig.BOB);

  static Rig rig(Duration window) {
    Rig rig = new Rig(RelayConfig.at("127.0.0.1").authDetectWindow(window).build());
    rig.edge.records.put(ALICE_URI.text(), Rig.ALICE_KEYS.publicKey().text());
    rig.edge.records.put(BOB_URI.text(), Rig.BOB_KEYS.publicKey().text());
    return rig;
  }

  static Rig rig() {
    return rig(Duration.ofMillis(100));
  }

  static PortRequest request(AuthMode mode, @Nullable AesKey key) {
    return Rig.asking().by(mode, key).build();
  }

  static Rig.Session session(Rig rig) throws InterruptedException {
    return rig.session(request(AuthMode.PAYLOAD, KEY));
  }

  static String line(Socket socket) throws IOException {
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
  record Answer(
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
  static Socket enter(Rig.Session session, Side side) throws IOException {
    Socket socket = session.dial(side);
    Rig.send(socket, Answer.of(session, side, line(socket)).text() + "\n");
    assertThat(line(socket)).isEqualTo("ok");
    return socket;
  }

  static void assertJoined(Socket a, Socket b) throws IOException {
    Rig.send(a, "there");
    Rig.send(b, "and back");
    assertThat(Rig.receive(b, 5)).isEqualTo("there");
    assertThat(Rig.receive(a, 8)).isEqualTo("and back");
  }

  static void assertRefused(Socket socket) throws IOException {
    assertThat(line(socket)).isEqualTo("Socket auth failed");
    assertThat(Rig.isTurnedAway(socket)).isTrue();
  }

  private Challenges() {}
}
