package org.noports.tunnel.rendezvous;

import org.noports.protocol.session.SessionKeys;
import org.noports.protocol.tunnel.AeadKeys;

/** What protects the bytes of a session, as its request and answer agreed. Immutable. */
public sealed interface StreamKeys {
  /** Nothing: the user has said so. */
  record Clear() implements StreamKeys {}

  /**
   * A stream cipher without authentication (sessions.md 4.4), for peers that know nothing better.
   *
   * @param control the keys of the control channel, which carries those of the data connections;
   *     twin keys there mean twin keys for each of them
   */
  record CounterMode(SessionKeys control) implements StreamKeys {}

  /**
   * Authenticated records (sessions.md 8.3): one secret from which every connection has its keys.
   */
  record Authenticated(AeadKeys keys) implements StreamKeys {}
}
