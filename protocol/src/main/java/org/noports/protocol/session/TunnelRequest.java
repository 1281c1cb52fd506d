package org.noports.protocol.session;

import org.noports.protocol.name.SessionId;

/** A request for a session through a relay, message #6 (sessions.md 1.6), of either kind. */
public sealed interface TunnelRequest permits NptRequest, SshRequest {
  SessionId sessionId();

  /** Where the relay is. */
  String relayHost();

  /** The relay's port for side B. */
  int relayPort();

  RelayRendezvous rendezvous();
}
