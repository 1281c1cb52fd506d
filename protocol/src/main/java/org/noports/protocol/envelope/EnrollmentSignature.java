package org.noports.protocol.envelope;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.crypto.Digests;
import org.noports.protocol.crypto.HashAlgorithm;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.json.JsonObject;

/**
 * The second signature a request may carry, by the sender's enrolment key over the same payload
 * text (sessions.md 2.4). Who checks it fetches the record {@code keyUri} names, whose owner must
 * be the sender.
 *
 * @param kid which key of the record, null when it holds one only
 */
public record EnrollmentSignature(
    SigningKeyUri keyUri,
    @Nullable String kid,
    String signingAlgo,
    String hashingAlgo,
    String signature) {

  /** Signs a payload's canonical text with the pair that is published at {@code keyUri}. */
  static EnrollmentSignature sign(String canonical, SigningKeyUri keyUri, RsaKeyPair pair) {
    return new EnrollmentSignature(
        keyUri,
        Digests.kid(pair.publicKey().text()),
        SignedEnvelope.SIGNING_ALGORITHM,
        HashAlgorithm.SHA256.text(),
        pair.privateKey().sign(canonical, HashAlgorithm.SHA256));
  }

  public static EnrollmentSignature parse(JsonObject member) {
    return new EnrollmentSignature(
        SigningKeyUri.parse(member.string("sk")),
        member.optString("kid"),
        member.string("sa"),
        member.string("ha"),
        member.string("s"));
  }

  JsonObject toJson() {
    JsonObject.Builder member = JsonObject.builder().put("sk", keyUri.text());
    if (kid != null) {
      member.put("kid", kid);
    }
    return member.put("sa", signingAlgo).put("ha", hashingAlgo).put("s", signature).build();
  }
}
