package org.noports.atserver.verb;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.access.AccessCheck;
import org.noports.atserver.access.Enrollment;
import org.noports.atserver.access.SigningKeyRecord;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.enrollment.EnrollmentState;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.verb.Enroll;

/**
 * Decisions about enrollments (atprotocol.md 7.5). Every state but approved ends the live
 * connections of the enrollment.
 *
 * <pre>
 * pending -approve-> approved -revoke-> revoked -unrevoke-> approved
 *    '-----deny----> denied -delete-> gone <-delete- revoked
 * </pre>
 */
final class EnrollDecisions {
  private static final Duration FAREWELL = Duration.ofSeconds(10);

  private final AtServer server;

  EnrollDecisions(AtServer server) {
    this.server = server;
  }

  Answer answer(Enroll command, JsonObject params, Session session) {
    String id = EnrollHandler.mandatory(params, "enrollmentId", command.operation());
    if (command.operation() == Enroll.Operation.APPROVE) {
      EnrollHandler.mandatory(params, "encryptedDefaultEncryptionPrivateKey", command.operation());
      EnrollHandler.mandatory(params, "encryptedDefaultSelfEncryptionKey", command.operation());
    }
    boolean itself = id.equals(session.enrollmentId());
    if (command.operation() == Enroll.Operation.REVOKE && itself && !command.force()) {
      throw Refusal.of(ErrorCode.AT0031, "Current client cannot revoke its own enrollment");
    }
    server.enrollments().change(() -> decide(command.operation(), id, params, session));
    if (!isApproving(command.operation())) {
      server.connections().closeOf(id, session);
    }
    return told(command.operation(), id, itself);
  }

  private static boolean isApproving(Enroll.Operation operation) {
    return operation == Enroll.Operation.APPROVE || operation == Enroll.Operation.UNREVOKE;
  }

  /**
   * Runs under the enrollments' lock, so that two decisions of this process don't cross. When
   * another process has decided between the look and the write, it is looked at again: of two
   * opposing decisions the second is told the state the first has led to.
   */
  private void decide(Enroll.Operation operation, String id, JsonObject params, Session session) {
    boolean decided = false;
    while (!decided) {
      Enrollment enrollment = permitted(operation, id, session);
      decided = decided(operation, enrollment, params);
    }
  }

  /** The enrollment as it is now, if that may be done to it now. */
  private Enrollment permitted(Enroll.Operation operation, String id, Session session) {
    Enrollment enrollment = server.enrollments().find(id);
    if (enrollment == null) {
      throw operation == Enroll.Operation.DELETE
          ? Refusal.notFound(Enrollment.key(id, server.atSign()))
          : Refusal.ofState(ErrorCode.AT0028, "enrollment_id: " + id + " is expired or invalid");
    }
    requireState(operation, enrollment);
    requireRight(operation, enrollment, server.rights().of(session));
    return enrollment;
  }

  /** False when it was changed meanwhile. */
  private boolean decided(Enroll.Operation operation, Enrollment enrollment, JsonObject params) {
    if (operation == Enroll.Operation.APPROVE) {
      // Before the approval, after which its device may ask for them at once.
      WrappedKeys.keep(server.records(), enrollment.id(), params);
    }
    if (!server.enrollments().replace(enrollment, next(operation, enrollment))) {
      return false;
    }
    follow(operation, enrollment.id());
    return true;
  }

  /** What is made of it; null when it goes. */
  private @Nullable Enrollment next(Enroll.Operation operation, Enrollment enrollment) {
    Instant end = enrollment.expiresAt();
    return switch (operation) {
      case APPROVE -> enrollment.with(EnrollmentState.APPROVED, keysEnd(enrollment));
      case UNREVOKE -> enrollment.with(EnrollmentState.APPROVED, end);
      case DENY -> enrollment.with(EnrollmentState.DENIED, end);
      case REVOKE -> enrollment.with(EnrollmentState.REVOKED, end);
      case DELETE -> null;
      case REQUEST, LIST, LISTNS, INFONS, FETCH, UPDATE ->
          throw new IllegalArgumentException("not a decision: " + operation);
    };
  }

  /** What belongs to the enrollment follows it. */
  private void follow(Enroll.Operation operation, String id) {
    switch (operation) {
      case DENY -> WrappedKeys.remove(server.records(), id);
      case UNREVOKE -> moveSigningKey(id, SigningKeyRecord.REVOKED, SigningKeyRecord.APPROVED);
      case REVOKE -> moveSigningKey(id, SigningKeyRecord.APPROVED, SigningKeyRecord.REVOKED);
      case DELETE -> {
        WrappedKeys.remove(server.records(), id);
        moveSigningKey(id, SigningKeyRecord.REVOKED, SigningKeyRecord.DELETED);
      }
      case APPROVE, REQUEST, LIST, LISTNS, INFONS, FETCH, UPDATE -> {}
    }
  }

  private void moveSigningKey(String id, SigningKeyRecord from, SigningKeyRecord to) {
    server.records().rename(from.nameOf(id) + server.atSign(), to.nameOf(id) + server.atSign());
  }

  private @Nullable Instant keysEnd(Enrollment enrollment) {
    long millis = enrollment.keysExpiryMillis();
    return millis <= 0 ? null : server.records().now().plusMillis(millis);
  }

  private static void requireState(Enroll.Operation operation, Enrollment enrollment) {
    List<EnrollmentState> right =
        switch (operation) {
          case APPROVE, DENY -> List.of(EnrollmentState.PENDING);
          case REVOKE -> List.of(EnrollmentState.APPROVED);
          case UNREVOKE -> List.of(EnrollmentState.REVOKED);
          case DELETE -> List.of(EnrollmentState.DENIED, EnrollmentState.REVOKED);
          case REQUEST, LIST, LISTNS, INFONS, FETCH, UPDATE -> List.of();
        };
    if (right.contains(enrollment.state())) {
      return;
    }
    String verb = operation == Enroll.Operation.UNREVOKE ? "un-revoke" : operation.text();
    throw Refusal.of(
        ErrorCode.AT0011,
        failed(operation, enrollment)
            + (operation == Enroll.Operation.DELETE ? " | Cause: " : ". ")
            + "Cannot "
            + verb
            + " a "
            + enrollment.stateText()
            + " enrollment. Only "
            + states(right)
            + " enrollments can be "
            + participle(operation));
  }

  private static String states(List<EnrollmentState> states) {
    return String.join(
        " or ", states.stream().map(s -> s.name().toLowerCase(Locale.ROOT)).toList());
  }

  private static String participle(Enroll.Operation operation) {
    return switch (operation) {
      case APPROVE -> "approved";
      case DENY -> "denied";
      case REVOKE -> "revoked";
      case UNREVOKE -> "un-revoked";
      case DELETE -> "deleted";
      case REQUEST, LIST, LISTNS, INFONS, FETCH, UPDATE -> operation.text();
    };
  }

  private static String failed(Enroll.Operation operation, Enrollment enrollment) {
    return "Failed to " + operation.text() + " enrollment id: " + enrollment.id();
  }

  private static void requireRight(
      Enroll.Operation operation, Enrollment enrollment, @Nullable Enrollment decider) {
    if (decider == null) {
      return;
    }
    boolean itself = decider.id().equals(enrollment.id());
    if (itself && operation == Enroll.Operation.REVOKE) {
      return;
    }
    if (!decider.manages()) {
      throw Refusal.of(
          ErrorCode.AT0011,
          failed(operation, enrollment)
              + ". The approving enrollment does not have access to \"__manage\" namespace");
    }
    if (!AccessCheck.mayGrant(decider, enrollment)) {
      throw Refusal.of(
          ErrorCode.AT0011,
          failed(operation, enrollment)
              + ". Client is not authorized for namespaces in the enrollment request");
    }
  }

  private static Answer told(Enroll.Operation operation, String id, boolean itself) {
    if (operation == Enroll.Operation.DELETE) {
      return new Answer.Data(
          JsonObject.builder()
              .put("enrollmentId", id)
              .put("status", "deleted")
              .build()
              .canonical());
    }
    String status = operation == Enroll.Operation.UNREVOKE ? "approved" : participle(operation);
    JsonObject.Builder out = JsonObject.builder().put("status", status).put("enrollmentId", id);
    if (operation == Enroll.Operation.REVOKE && itself) {
      out.put("message", "Enrollment is revoked. Closing the connection in 10 seconds");
      return new Answer.DataThenClose(out.build().canonical(), FAREWELL);
    }
    return new Answer.Data(out.build().canonical());
  }
}
