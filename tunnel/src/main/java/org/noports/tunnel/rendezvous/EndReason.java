package org.noports.tunnel.rendezvous;

/** Why one side of a session ended (sessions.md 4.5). */
public enum EndReason {
  /** The owner closed it. */
  CLOSED,
  /** No data connection for the time the session was given. */
  IDLE,
  /** The other side, or the relay, closed the control channel. */
  PEER_CLOSED,
  /** The control channel broke, or the relay could not be reached for a data connection. */
  RELAY_LOST,
  /** The other side broke the rules of the session: what follows can't be trusted. */
  PROTOCOL_BROKEN
}
