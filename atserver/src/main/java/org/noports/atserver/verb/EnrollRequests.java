package org.noports.atserver.verb;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.access.Enrollment;
import org.noports.atserver.access.Right;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Authentication;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.atserver.store.NotificationStatus;
import org.noports.atserver.store.NotificationType;
import org.noports.atserver.store.StoredNotification;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.enrollment.EnrollmentState;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.notification.MessageType;
import org.noports.protocol.notification.Operation;
import org.noports.protocol.verb.Priority;

/**
 * {@code enroll:request}: approved at once on a connection that logged in by the activation secret
 * (atprotocol.md 7.3), otherwise pending until somebody decides (7.4).
 */
final class EnrollRequests {
  private static final int MAX_RECORD = 500_000;
  private static final Duration ANNOUNCEMENT_LIFE = Duration.ofDays(1);
  private static final String TOO_MANY =
      "Enrollment requests have exceeded the limit within the specified time frame";

  private final AtServer server;
  private final Passcodes passcodes;
  private final EnrollBrake brake;

  EnrollRequests(AtServer server, Passcodes passcodes) {
    this.server = server;
    this.passcodes = passcodes;
    this.brake = new EnrollBrake();
  }

  Answer answer(JsonObject params, Session session) throws InterruptedException {
    if (!decidesItself(session)) {
      requirePermitted(session);
    }
    requireComplete(params);
    if (!session.enrollRequests().take(server.records().now().toEpochMilli())) {
      throw Refusal.of(ErrorCode.AT0011, TOO_MANY);
    }
    return switch (session.authentication()) {
      case Authentication.Owner owner when owner.byCram() -> activate(params, session);
      case Authentication.Owner _ -> pending(params, session);
      default -> requestWithPasscode(params, session);
    };
  }

  /** Who could decide about a request needs no protection from those of others. */
  private boolean decidesItself(Session session) {
    Enrollment own = server.rights().of(session);
    return session.isOwner() && (own == null || own.manages());
  }

  /** Refuses, in the words of the reference, what lacks a member. */
  private static void requireComplete(JsonObject params) {
    require(params, "appName", "appName is mandatory for enroll:request");
    require(params, "deviceName", "deviceName is mandatory for enroll:request");
    require(params, "apkamPublicKey", "apkam public key is mandatory for enroll:request");
    if (params.optString("otp") == null) {
      return;
    }
    require(
        params,
        "encryptedAPKAMSymmetricKey",
        "encrypted apkam symmetric key is mandatory for new client enroll:request");
    JsonObject namespaces = params.optObject("namespaces");
    if (namespaces == null || namespaces.members().isEmpty()) {
      throw Refusal.of(
          ErrorCode.AT0011,
          "At least one namespace must be specified for new client enroll:request");
    }
  }

  private static void require(JsonObject params, String name, String otherwise) {
    String value = params.optString(name);
    if (value == null || value.isBlank()) {
      throw Refusal.of(ErrorCode.AT0011, otherwise);
    }
  }

  private Answer activate(JsonObject params, Session session) {
    SequencedMap<String, Right> namespaces = namespaces(params);
    namespaces.put(Enrollment.MANAGE, Right.READ_WRITE);
    namespaces.put(Enrollment.ANY, Right.READ_WRITE);
    Enrollment enrollment = read(params, session, namespaces, EnrollmentState.APPROVED, null);
    server.enrollments().change(() -> store(enrollment));
    WrappedKeys.keep(server.records(), enrollment.id(), params);
    PkamHandler.noteActivated(server, enrollment.id());
    session.enrolled(enrollment.id());
    return answer(enrollment);
  }

  /** The namespaces asked for; none where none are named. */
  private static SequencedMap<String, Right> namespaces(JsonObject params) {
    JsonObject given = params.optObject("namespaces");
    return given == null ? new LinkedHashMap<>() : Enrollment.namespaces(given);
  }

  private Answer requestWithPasscode(JsonObject params, Session session)
      throws InterruptedException {
    namespaces(params);
    String passcode = params.optString("otp");
    if (passcode == null || !passcodes.redeem(passcode)) {
      Thread.sleep(brake.wrongPasscode(session.address()));
      throw Refusal.of(ErrorCode.AT0011, "invalid otp. Cannot process enroll request");
    }
    brake.rightPasscode(session.address());
    return pending(params, session);
  }

  private void requirePermitted(Session session) {
    if (!brake.permits(session.address(), server.records().now())) {
      throw Refusal.of(ErrorCode.AT0028, TOO_MANY);
    }
  }

  /** Who is logged in needs no passcode; the request waits for a decision all the same. */
  private Answer pending(JsonObject params, Session session) {
    Enrollment enrollment =
        read(
            params,
            session,
            namespaces(params),
            EnrollmentState.PENDING,
            server.records().now().plus(server.shared().limits().enrollmentLife()));
    server.enrollments().change(() -> store(enrollment));
    announce(enrollment);
    return answer(enrollment);
  }

  private Enrollment read(
      JsonObject params,
      Session session,
      SequencedMap<String, Right> namespaces,
      EnrollmentState state,
      @Nullable Instant expiresAt) {
    Enrollment enrollment =
        new Enrollment(
            server.shared().uuid(),
            session.id(),
            params.string("appName"),
            params.string("deviceName"),
            namespaces,
            params.string("apkamPublicKey"),
            params.optString("signingAlgo"),
            "newEnrollment",
            state,
            params.optString("encryptedAPKAMSymmetricKey"),
            Math.max(
                0, Objects.requireNonNullElse(params.optInteger("apkamKeysExpiryInMillis"), 0L)),
            expiresAt);
    if (enrollment.toJson().canonical().length() > MAX_RECORD) {
      throw Refusal.of(ErrorCode.AT0022, "the enrollment request is too large");
    }
    return enrollment;
  }

  /** Stores it unless the same app on the same device has one; runs under the enrollments' lock. */
  private void store(Enrollment enrollment) {
    Enrollment other = server.enrollments().add(enrollment);
    if (other != null) {
      throw Refusal.of(
          ErrorCode.AT0011,
          "Another enrollment with id "
              + other.id()
              + " exists with the app name: "
              + other.appName()
              + " and device name: "
              + other.deviceName()
              + " in "
              + other.stateText()
              + " state");
    }
  }

  /** Tells the monitors of those who may decide (atprotocol.md 4.7). */
  private void announce(Enrollment enrollment) {
    String symmetricKey = enrollment.encryptedSymmetricKey();
    JsonObject value =
        JsonObject.builder()
            .put("encryptedApkamSymmetricKey", symmetricKey)
            .put("encryptedAPKAMSymmetricKey", symmetricKey)
            .put("appName", enrollment.appName())
            .put("deviceName", enrollment.deviceName())
            .put("namespace", enrollment.namespacesJson())
            .build();
    server
        .outgoing()
        .send(
            new StoredNotification(
                server.shared().uuid(),
                server.atSign(),
                server.atSign(),
                enrollment.key(server.atSign()),
                value.canonical(),
                Operation.UPDATE,
                MessageType.KEY,
                Priority.LOW,
                "system",
                null,
                Metadata.builder().isEncrypted(false).build(),
                NotificationType.SELF,
                NotificationStatus.DELIVERED,
                server.records().now(),
                server.records().now().plus(ANNOUNCEMENT_LIFE),
                0));
  }

  private static Answer answer(Enrollment enrollment) {
    return new Answer.Data(
        JsonObject.builder()
            .put("enrollmentId", enrollment.id())
            .put("status", enrollment.stateText())
            .build()
            .canonical());
  }
}
