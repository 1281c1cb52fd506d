package org.noports.daemon;

import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.session.TunnelRequest;

/**
 * A session request that {@link RequestGate} has checked.
 *
 * @param asSigned its payload, every member of it
 */
record Admitted<R extends TunnelRequest>(Message message, R request, JsonObject asSigned) {
  AtSign client() {
    return message.from();
  }

  SessionId session() {
    return request.sessionId();
  }
}
