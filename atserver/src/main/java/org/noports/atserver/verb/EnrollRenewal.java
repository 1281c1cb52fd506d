package org.noports.atserver.verb;

import java.util.Objects;
import org.noports.atserver.access.Enrollment;
import org.noports.atserver.access.SigningKeyRecord;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.verb.Enroll;

/**
 * {@code enroll:update}: an enrollment gives itself another login key (atprotocol.md 7.6). The new
 * key signs that it is wanted, so that nobody can be given a key that somebody else has.
 */
final class EnrollRenewal {
  private static final int MAX_KEY = 20_000;

  private final AtServer server;

  EnrollRenewal(AtServer server) {
    this.server = server;
  }

  Answer answer(JsonObject params, Session session) {
    String id = EnrollHandler.mandatory(params, "enrollmentId", Enroll.Operation.UPDATE);
    Enrollment own = server.rights().of(session);
    if (own == null || !own.id().equals(id)) {
      throw Refusal.of(ErrorCode.AT0009, "an enrollment is updated by itself only");
    }
    String key = mandatory(params, "apkamPublicKey");
    String algorithm = Objects.requireNonNullElse(params.optString("signingAlgo"), "rsa2048");
    String signature = mandatory(params, "apkamPublicKeySignature");
    String signed = id + "|" + key + "|" + algorithm;
    if (!PkamHandler.verifies(algorithm, null, key, signed, signature)) {
      throw Refusal.of(ErrorCode.AT0401, "the new key did not sign the update");
    }
    server
        .enrollments()
        .change(() -> {
          Enrollment now = approved(id);
          while (!server.enrollments().replace(now, now.withKey(key, algorithm))) {
            now = approved(id);
          }
        });
    publishSigningKey(params, id);
    return new Answer.Data(
        JsonObject.builder()
            .put("enrollmentId", id)
            .put("status", own.stateText())
            .build()
            .canonical());
  }

  private Enrollment approved(String id) {
    Enrollment now = server.enrollments().find(id);
    if (now == null || !now.isApproved()) {
      throw Refusal.ofState(ErrorCode.AT0028, "enrollment_id: " + id + " is expired or invalid");
    }
    return now;
  }

  private void publishSigningKey(JsonObject params, String id) {
    String signingKey = params.optString("apsk");
    if (signingKey != null && !signingKey.isBlank()) {
      if (signingKey.length() > MAX_KEY) {
        throw Refusal.of(ErrorCode.AT0022, "the signing key is too long");
      }
      server.records().keep(SigningKeyRecord.APPROVED.nameOf(id) + server.atSign(), signingKey);
    }
  }

  private static String mandatory(JsonObject params, String name) {
    String value = params.optString(name);
    if (value == null || value.isBlank() || value.length() > MAX_KEY) {
      throw Refusal.of(ErrorCode.AT0011, name + " is mandatory for enroll:update");
    }
    return value;
  }
}
