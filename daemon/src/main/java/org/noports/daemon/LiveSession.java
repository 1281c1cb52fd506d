package org.noports.daemon;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.session.TunnelRequest;
import org.noports.tunnel.rendezvous.SessionSide;

/**
 * A session that carries connections, or is about to.
 *
 * @param signedBy the client's enrolment, when it signed the request too
 * @param relay the relay's atSign, when the client named it
 * @param rights what the client may reach in it
 */
record LiveSession(
    SessionId id,
    AtSign client,
    @Nullable SigningKeyUri signedBy,
    @Nullable AtSign relay,
    SessionRights rights,
    SessionSide side) {
  static <R extends TunnelRequest> LiveSession of(
      Admitted<R> admitted,
      @Nullable SigningKeyUri signedBy,
      SessionRights rights,
      SessionSide side) {
    return new LiveSession(
        admitted.session(),
        admitted.client(),
        signedBy,
        admitted.request().rendezvous().relayAtSign(),
        rights,
        side);
  }
}
