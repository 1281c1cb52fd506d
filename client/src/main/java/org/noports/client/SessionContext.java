package org.noports.client;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.atclient.ClientClosed;
import org.noports.atclient.NotifyOptions;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.relay.Nonce;

/**
 * What all steps of opening one session share. Immutable.
 *
 * @param sides which of them prove themselves to the relay
 * @param clientNonce what makes this session's signatures fit no other one
 * @param relayAuthKey shared with relay and daemon for challenges; null when those are not wanted
 */
record SessionContext(
    NptOptions options,
    RelaySides sides,
    SessionEdge edge,
    Deadlines deadlines,
    SessionId sessionId,
    Nonce clientNonce,
    @Nullable AesKey relayAuthKey) {
  static SessionContext of(
      NptOptions options,
      RelaySides sides,
      SessionEdge edge,
      Deadlines deadlines,
      SecureRandom random) {
    return new SessionContext(
        options,
        sides,
        edge,
        deadlines,
        SessionId.random(random),
        Nonce.random(random),
        options.relayAuth().wantsEscr() ? AesKey.random(random) : null);
  }

  AtSign client() {
    return edge.atSign();
  }

  /** Sends one message; a failure says which. */
  void send(String what, AtSign to, AtKey key, String text, NotifyOptions options) {
    try {
      edge.notify(key, text, options);
    } catch (ClientClosed e) {
      throw e;
    } catch (AtClientException e) {
      throw new ClientException.NotSent(what, client(), to, e);
    }
  }
}
