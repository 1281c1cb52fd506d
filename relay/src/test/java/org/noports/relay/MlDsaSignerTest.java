package org.noports.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.noports.protocol.crypto.HashAlgorithm;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.relay.EscrAnswer;
import org.noports.protocol.relay.RelaySide;
import org.noports.tunnel.pairing.Side;

/** A side whose enrolment signs with ML-DSA-65 (sessions.md 2.4, 3.5). */
final class MlDsaSignerTest {
  private static KeyPair device;
  private static KeyPair other;

  @BeforeAll
  static void makeKeys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("ML-DSA-65");
    device = generator.generateKeyPair();
    other = generator.generateKeyPair();
  }

  private static String publicText(KeyPair keys) {
    return Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
  }

  private static String kid(KeyPair keys) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(keys.getPublic().getEncoded());
    return HexFormat.of().formatHex(digest, 0, 8);
  }

  private static String entry(String kid, String algorithm, String key, String more) {
    return "{\"kid\":\"%s\",\"use\":\"sign\",\"alg\":\"%s\",\"pub\":\"%s\"%s}"
        .formatted(kid, algorithm, key, more);
  }

  private static String ofMlDsa(KeyPair keys) throws Exception {
    return entry(kid(keys), "mldsa65", publicText(keys), "");
  }

  private static String ofRsa(RsaKeyPair keys) {
    return entry("00000000000000aa", "rsa2048", keys.publicKey().text(), "");
  }

  private static void publish(Rig rig, String... entries) {
    rig.edge.records.put(
        Challenges.BOB_URI.text(), "{\"v\":1,\"keys\":[" + String.join(",", entries) + "]}");
  }

  private static String signedText(Rig.Session session, String challenge) {
    return "{\"sid\":\"%s\",\"c\":\"%s\",\"side\":\"b\"}".formatted(session.id(), challenge);
  }

  /** The device's answer to the challenge it reads. */
  private static Socket answered(
      Rig.Session session, String algorithm, @Nullable KeyPair signer, @Nullable String kid)
      throws Exception {
    Socket socket = session.dial(Side.B);
    String challenge = Challenges.line(socket);
    String text = signedText(session, challenge);
    EscrAnswer answer =
        new EscrAnswer(
            session.id(),
            challenge,
            RelaySide.B,
            signer == null
                ? Rig.BOB_KEYS.privateKey().sign(text, HashAlgorithm.SHA256)
                : sign(signer, text),
            "sha256",
            algorithm,
            Challenges.BOB_URI,
            kid,
            text);
    String line = answer.seal(Challenges.KEY, Iv.random(Rig.RANDOM)).text();
    if (signer != null) {
      assertThat(line.length()).isBetween(10_800, 11_300);
    }
    Rig.send(socket, line + "\n");
    return socket;
  }

  private static String sign(KeyPair signer, String text) throws Exception {
    Signature signature = Signature.getInstance("ML-DSA-65");
    signature.initSign(signer.getPrivate());
    signature.update(text.getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder().encodeToString(signature.sign());
  }

  @Test
  void proves_its_side_with_or_without_naming_its_only_key() throws Exception {
    try (Rig rig = Challenges.rig()) {
      publish(rig, ofRsa(Rig.BOB_KEYS), ofMlDsa(device));
      Rig.Session session = Challenges.session(rig);
      for (String kid : new @Nullable String[] {kid(device), null}) {
        try (Socket b = answered(session, "mldsa65", device, kid);
            Socket a = Challenges.enter(session, Side.A)) {
          assertThat(Challenges.line(b)).isEqualTo("ok");
          Challenges.assertJoined(a, b);
        }
      }
    }
  }

  @Test
  void is_refused_with_the_weaker_of_two_algorithms_on_offer() throws Exception {
    try (Rig rig = Challenges.rig()) {
      publish(rig, ofRsa(Rig.BOB_KEYS), ofMlDsa(device));
      Rig.Session session = Challenges.session(rig);
      try (Socket b = answered(session, "rsa2048", null, null)) {
        Challenges.assertRefused(b);
      }
    }
  }

  @Test
  void may_use_the_weaker_algorithm_when_the_stronger_key_is_retired() throws Exception {
    try (Rig rig = Challenges.rig()) {
      publish(
          rig,
          ofRsa(Rig.BOB_KEYS),
          entry(kid(device), "mldsa65", publicText(device), ",\"status\":\"retired\""));
      Rig.Session session = Challenges.session(rig);
      try (Socket retired = answered(session, "mldsa65", device, kid(device));
          Socket b = answered(session, "rsa2048", null, null)) {
        Challenges.assertRefused(retired);
        assertThat(Challenges.line(b)).isEqualTo("ok");
      }
    }
  }

  @Test
  void must_name_its_key_among_several_and_sign_with_that() throws Exception {
    try (Rig rig = Challenges.rig()) {
      publish(rig, ofMlDsa(other), ofMlDsa(device));
      Rig.Session session = Challenges.session(rig);
      try (Socket unnamed = answered(session, "mldsa65", device, null);
          Socket wrong = answered(session, "mldsa65", device, kid(other));
          Socket unknown = answered(session, "mldsa65", device, "0123456789abcdef");
          Socket right = answered(session, "mldsa65", device, kid(device))) {
        Challenges.assertRefused(unnamed);
        Challenges.assertRefused(wrong);
        Challenges.assertRefused(unknown);
        assertThat(Challenges.line(right)).isEqualTo("ok");
      }
    }
  }
}
