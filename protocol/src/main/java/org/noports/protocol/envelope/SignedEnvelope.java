package org.noports.protocol.envelope;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.CryptoException;
import org.noports.protocol.crypto.HashAlgorithm;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;

/**
 * A payload with the sender's signature over its canonical text (sessions.md 2, atclient.md 11).
 * Nothing but the payload is signed: take the sender from the notification, never from here.
 *
 * @param whole all members as received, in their order
 */
public record SignedEnvelope(
    JsonObject payload, String signature, HashAlgorithm hashingAlgo, JsonObject whole) {

  /** The only algorithm ever sent or accepted, with a modulus of exactly 2048 bits. */
  public static final String SIGNING_ALGORITHM = "rsa2048";

  public static final int MAX_LENGTH = 64 * 1024;

  public static SignedEnvelope sign(JsonObject payload, RsaPrivateKey key) {
    CanonicalPayload.check(payload);
    String signature = key.sign(payload.canonical(), HashAlgorithm.SHA256);
    JsonObject whole =
        JsonObject.builder()
            .put("payload", payload)
            .put("signature", signature)
            .put("hashingAlgo", HashAlgorithm.SHA256.text())
            .put("signingAlgo", SIGNING_ALGORITHM)
            .build();
    return new SignedEnvelope(payload, signature, HashAlgorithm.SHA256, whole);
  }

  /** The same with a second signature, by the sender's enrolment key (sessions.md 2.4). */
  public SignedEnvelope countersigned(SigningKeyUri keyUri, RsaKeyPair pair) {
    EnrollmentSignature second = EnrollmentSignature.sign(payload.canonical(), keyUri, pair);
    JsonObject.Builder members = JsonObject.builder();
    whole.members().forEach(members::put);
    JsonObject both = members.put("enrollmentSignature", second.toJson()).build();
    return new SignedEnvelope(payload, signature, hashingAlgo, both);
  }

  /** Reads the text form; rsa2048 with sha256 or sha512 only. The signature is not yet checked. */
  public static SignedEnvelope parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new ProtocolException(ErrorCode.AT0005, "a signed envelope is too long");
    }
    JsonObject whole = Json.parseObject(text);
    JsonObject payload = whole.object("payload");
    CanonicalPayload.check(payload);
    String signature = whole.string("signature");
    HashAlgorithm hash = HashAlgorithm.of(whole.string("hashingAlgo"));
    if (!whole.string("signingAlgo").equals(SIGNING_ALGORITHM)) {
      throw new CryptoException("the signing algorithm is not rsa2048");
    }
    return new SignedEnvelope(payload, signature, hash, whole);
  }

  /** Gives the payload when the signature is the key's, else throws CryptoException. */
  public JsonObject verified(RsaPublicKey sender) {
    if (!sender.verify(payload.canonical(), signature, hashingAlgo)) {
      throw new CryptoException("the signature is not the sender's");
    }
    return payload;
  }

  /** The second signature by the sender's enrolment key, null when there is none; not checked. */
  public @Nullable EnrollmentSignature enrollmentSignature() {
    JsonObject member = whole.optObject("enrollmentSignature");
    return member == null ? null : EnrollmentSignature.parse(member);
  }

  /** The text to send: payload, signature, hashingAlgo, signingAlgo. */
  public String text() {
    return whole.canonical();
  }
}
