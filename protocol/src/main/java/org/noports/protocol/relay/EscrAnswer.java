package org.noports.protocol.relay;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.CryptoException;
import org.noports.protocol.crypto.Digests;
import org.noports.protocol.crypto.HashAlgorithm;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.crypto.StrictBase64;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.SessionId;

/**
 * A side's signed answer to the relay's challenge (sessions.md 3.5): made by a side, checked by a
 * relay. Pure.
 *
 * @param keyUri where the signing key is published
 * @param kid which key of that record; older sides leave it out
 */
public record EscrAnswer(
    SessionId sessionId,
    String challenge,
    RelaySide side,
    String signature,
    String hashingAlgo,
    String signingAlgo,
    SigningKeyUri keyUri,
    @Nullable String kid,
    String signedText) {

  /** Signs the challenge with the (A)PKAM private key. */
  public static EscrAnswer sign(
      SessionId sessionId,
      EscrChallenge challenge,
      RelaySide side,
      RsaPrivateKey signer,
      SigningKeyUri keyUri,
      @Nullable String kid) {
    String signed = signedText(sessionId.text(), challenge.text(), side.text());
    return new EscrAnswer(
        sessionId,
        challenge.text(),
        side,
        signer.sign(signed, HashAlgorithm.SHA256),
        HashAlgorithm.SHA256.text(),
        "rsa2048",
        keyUri,
        kid,
        signed);
  }

  static EscrAnswer fromJson(JsonObject envelope) {
    JsonObject p = envelope.object("p");
    return new EscrAnswer(
        SessionId.of(p.string("sid")),
        p.string("c"),
        RelaySide.of(p.string("side")),
        envelope.string("s"),
        envelope.string("ha"),
        envelope.string("sa"),
        SigningKeyUri.parse(envelope.string("sk")),
        envelope.optString("kid"),
        signedText(p.string("sid"), p.string("c"), p.string("side")));
  }

  /** Encrypts for the wire; every call wants a fresh random IV. */
  public EscrLine seal(AesKey relayAuthAesKey, Iv iv) {
    String base64 = StrictBase64.encode(toJson().canonical().getBytes(StandardCharsets.UTF_8));
    return new EscrLine(sessionId, iv, relayAuthAesKey.encryptText(base64, iv));
  }

  /**
   * Checks everything but the signature: the line's session, the challenge that was sent and who
   * may sign for the side is the caller's to compare with {@link #keyUri()}'s owner.
   */
  public void checkAnswers(SessionId session, EscrChallenge sent) {
    if (!sessionId.equals(session)) {
      throw new ProtocolException(ErrorCode.AT0022, "the answer is for another session");
    }
    if (!Digests.sameText(challenge, sent.text())) {
      throw new CryptoException("the answer is to another challenge");
    }
  }

  /** Throws CryptoException unless the signature is of a key of the fetched record. */
  public void checkSignature(SigningKeyRecord fetched) {
    fetched.check(signedText, signature, signingAlgo, hashingAlgo, kid);
  }

  private JsonObject toJson() {
    JsonObject.Builder json =
        JsonObject.builder()
            .put(
                "p",
                JsonObject.builder()
                    .put("sid", sessionId.text())
                    .put("c", challenge)
                    .put("side", side.text())
                    .build())
            .put("s", signature)
            .put("ha", hashingAlgo)
            .put("sa", signingAlgo)
            .put("sk", keyUri.text());
    return json.putIfPresent("kid", kid).build();
  }

  private static String signedText(String sid, String challenge, String side) {
    return JsonObject.builder()
        .put("sid", sid)
        .put("c", challenge)
        .put("side", side)
        .build()
        .canonical();
  }
}
