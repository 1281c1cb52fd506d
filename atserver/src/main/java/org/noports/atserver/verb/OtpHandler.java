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
    if (enrollment != null && !enrollment.manages()) {
      throw Refusal.of(
          ErrorCode.AT0009,
          "Connection with enrollment ID " + enrollment.id() + " is not authorized to use otp");
    }
    String passcode = command.passcode();
    if (passcode == null) {
      return new Answer.Data(passcodes.make(command.ttl()));
    }
    passcodes.put(passcode, command.ttl());
    return Answer.OK;
  }
}
