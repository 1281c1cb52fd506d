package org.noports.atserver.verb;

import org.noports.atserver.access.Enrollment;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.verb.Otp;

/** {@code otp:get} and {@code otp:put}: only for who manages enrollments (atprotocol.md 7.7). */
final class OtpHandler {
  private final AtServer server;
  private final Passcodes passcodes;

  OtpHandler(AtServer server, Passcodes passcodes) {
    this.server = server;
    this.passcodes = passcodes;
  }

  Answer answer(Otp command, Session session) {
    Enrollment enrollment = server.rights().of(session);
    String passcode = command.passcode();
    if (enrollment != null && !enrollment.manages()) {
      throw refused(enrollment, passcode != null);
    }
    if (passcode == null) {
      return new Answer.Data(passcodes.make(command.ttl()));
    }
    passcodes.put(passcode, command.ttl());
    return Answer.OK;
  }

  /** Setting a passcode without the right is an invalid request, which ends the connection. */
  private static Refusal refused(Enrollment enrollment, boolean setting) {
    String message =
        "Connection with enrollment ID " + enrollment.id() + " is not authorized to use otp";
    return setting
        ? Refusal.of(ErrorCode.AT0011, message).thenClose()
        : Refusal.of(ErrorCode.AT0009, message);
  }
}
