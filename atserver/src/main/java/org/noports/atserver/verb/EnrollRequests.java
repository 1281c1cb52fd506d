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
import org.noports.protocol.verb.Enroll;
import org.noports.protocol.verb.Priority;

/**
 * {@code enroll:request}: approved at once on a connection that logged in by the activation secret
 * (atprotocol.md 7.3), otherwise pending until somebody decides (7.4).
 */
final class EnrollRequests {
  private static final int MAX_RECORD = 500_000;
  private static final Duration ANNOUNCEMENT_LIFE = Duration.ofDays(1);

  private final AtServer server;
  private final Passcodes passcodes;
  private final EnrollBrake brake;

  EnrollRequests(AtServer server, Passcodes passcodes) {
    this.server = server;
    this.passcodes = passcodes;
    this.brake = new EnrollBrake();
  }

  Answer answer(JsonObject params, Session session) throws InterruptedException {
    return switch (session.authentication()) {
      case Authentication.Owner owner when owner.byCram() -> activate(params, session);
      case Authentication.Owner _ -> requestOfOwner(params, session);
      default -> requestWithPasscode(params, session);
    };
  }

  private Answer activate(JsonObject params, Session session) {
    mandatory(params, "appName", "deviceName", "apkamPublicKey");
    SequencedMap<String, Right> namespaces = new LinkedHashMap<>();
    namespaces.put(Enrollment.MANAGE, Right.READ_WRITE);
    namespaces.put(Enrollment.ANY, Right.READ_WRITE);
    JsonObject given = params.optObject("namespaces");
    if (given != null) {
      Enrollment.namespaces(given).forEach(namespaces::putIfAbsent);
    }
    Enrollment enrollment = read(params, session, namespaces, EnrollmentState.APPROVED, null);
    server.enrollments().change(() -> store(enrollment));
    WrappedKeys.keep(server.records(), enrollment.id(), params);
    session.enrolled(enrollment.id());
    return answer(enrollment);
  }

  /**
   * Who is logged in needs no passcode; the request waits for a decision all the same. Those who
   * may decide it themselves are not limited.
   */
  private Answer requestOfOwner(JsonObject params, Session session) {
    Enrollment own = server.rights().of(session);
    if (own != null && !own.manages()) {
      requirePermitted(session);
    }
    mandatory(params, "appName", "deviceName", "apkamPublicKey");
    JsonObject given = params.optObject("namespaces");
    return pending(
        params, session, given == null ? new LinkedHashMap<>() : Enrollment.namespaces(given));
  }

  private Answer requestWithPasscode(JsonObject params, Session session)
      throws InterruptedException {
    requirePermitted(session);
    mandatory(params, "appName", "deviceName", "apkamPublicKey", "otp");
    mandatory(params, "encryptedAPKAMSymmetricKey");
    JsonObject given = params.optObject("namespaces");
    if (given == null || given.members().isEmpty()) {
      throw Refusal.of(ErrorCode.AT0011, "At least one namespace must be specified");
    }
    SequencedMap<String, Right> namespaces = Enrollment.namespaces(given);
    if (!passcodes.redeem(params.string("otp"))) {
      Thread.sleep(brake.wrongPasscode(session.address()));
      throw Refusal.of(ErrorCode.AT0011, "invalid otp. Cannot process enroll request");
    }
    brake.rightPasscode(session.address());
    return pending(params, session, namespaces);
  }

  private void requirePermitted(Session session) {
    if (!brake.permits(session.address(), server.records().now())) {
      throw Refusal.of(
          ErrorCode.AT0028,
          "Enrollment requests have exceeded the limit within the specified time frame");
    }
  }

  private Answer pending(
      JsonObject params, Session session, SequencedMap<String, Right> namespaces) {
    Enrollment enrollment =
        read(
            params,
            session,
            namespaces,
            EnrollmentState.PENDING,
            server.records().now().plus(server.shared().limits().enrollmentLife()));
    server.enrollments().change(() -> store(enrollment));
    announce(enrollment);
    return answer(enrollment);
  }

  private static void mandatory(JsonObject params, String... names) {
    for (String name : names) {
      EnrollHandler.mandatory(params, name, Enroll.Operation.REQUEST);
    }
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
