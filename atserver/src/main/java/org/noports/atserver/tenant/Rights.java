package org.noports.atserver.tenant;

import org.jspecify.annotations.Nullable;
import org.noports.atserver.access.AccessCheck;
import org.noports.atserver.access.Enrollment;
import org.noports.atserver.access.Enrollments;
import org.noports.atserver.access.Use;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.protocol.ErrorCode;

/** Asks the enrollment of a connection, as it is stored now (atprotocol.md 5.3 and 7.5). */
public final class Rights {
  private final Enrollments enrollments;

  Rights(Enrollments enrollments) {
    this.enrollments = enrollments;
  }

  /**
   * The enrollment of the connection, null for one without limits. An enrollment that is gone or no
   * longer approved ends the connection.
   */
  public @Nullable Enrollment of(Session session) {
    String id = session.enrollmentId();
    if (id == null) {
      return null;
    }
    Enrollment enrollment = enrollments.find(id);
    if (enrollment == null || !enrollment.isApproved()) {
      throw Refusal.ofState(ErrorCode.AT0028, "enrollment_id: " + id + " is expired or invalid")
          .thenClose();
    }
    return enrollment;
  }

  public boolean allow(Session session, Use use, String key) {
    return AccessCheck.allows(of(session), use, key);
  }

  /** Refuses with AT0009 when the connection may not do that with the key. */
  public void require(Session session, Use use, String key) {
    requireWellFormed(session, key);
    if (!allow(session, use, key)) {
      throw refused(session, use, key);
    }
  }

  /** The rights of an enrollment are those to keys: what has a blank in it is none. */
  public static void requireWellFormed(Session session, String key) {
    if (session.enrollmentId() != null && key.indexOf(' ') >= 0) {
      throw Refusal.of(ErrorCode.AT0003, key + " is not well-formed key");
    }
  }

  public static Refusal refused(Session session, Use use, String key) {
    return Refusal.of(
        ErrorCode.AT0009,
        "Connection with enrollment ID "
            + session.enrollmentId()
            + " is not authorized to "
            + use.text()
            + " key: "
            + key);
  }
}
