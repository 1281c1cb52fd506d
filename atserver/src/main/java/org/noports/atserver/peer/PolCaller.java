package org.noports.atserver.peer;

import org.noports.protocol.name.AtSign;

/**
 * What the initiator of a pol handshake needs of its own atSign (atprotocol.md 4.2). Called on the
 * thread that makes the call; may block on the store.
 */
public interface PolCaller {
  /**
   * Signs the challenge with the caller's signing key and publishes the signature as {@code
   * public:<session>@caller} for 60 seconds.
   *
   * @param session the verifier's session id, {@code _<uuid>}
   */
  void prove(AtSign caller, String session, String challenge);

  /** The peer's answer to {@code lookup:all:publickey}: JSON with key, data and metaData. */
  void sawPublicKey(AtSign caller, AtSign peer, String json);
}
