package org.noports.daemon;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.session.TunnelRequest;

/**
 * A session request that has passed {@link RequestGate}.
 *
 * @param asSigned its payload, every member of it
 * @param signedBy the client's enrolment, when it signed too
 */
record Admitted<R extends TunnelRequest>(
    Message message, R request, JsonObject asSigned, @Nullable SigningKeyUri signedBy) {
  AtSign client() {
    return message.from();
  }

  SessionId session() {
    return request.sessionId();
  }
}
