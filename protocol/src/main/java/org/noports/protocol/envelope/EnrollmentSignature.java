package org.noports.protocol.envelope;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.json.JsonObject;

/**
 * The second signature a request may carry, by the sender's enrolment key over the same payload
 * text (sessions.md 2.4). Read only; who checks it fetches the record {@code keyUri} names, whose
 * owner must be the sender.
 *
 * @param kid which key of the record, null when it holds one only
 */
public record EnrollmentSignature(
    SigningKeyUri keyUri,
    @Nullable String kid,
    String signingAlgo,
    String hashingAlgo,
    String signature) {

  public static EnrollmentSignature parse(JsonObject member) {
    return new EnrollmentSignature(
        SigningKeyUri.parse(member.string("sk")),
        member.optString("kid"),
        member.string("sa"),
        member.string("ha"),
        member.string("s"));
  }
}
