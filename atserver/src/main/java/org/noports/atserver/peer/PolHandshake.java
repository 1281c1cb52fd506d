package org.noports.atserver.peer;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.wire.NetworkText;
import org.noports.protocol.wire.ServerLine;

/**
 * The initiator's side of the handshake between atServers, message by message (atprotocol.md 4.2).
 */
final class PolHandshake {
  private static final System.Logger LOG = System.getLogger(PolHandshake.class.getName());

  private final PeerSettings settings;
  private final PolCaller caller;

  PolHandshake(PeerSettings settings, PolCaller caller) {
    this.settings = settings;
    this.caller = caller;
  }

  void perform(PeerConnection connection, AtSign from, AtSign peer)
      throws IOException, HandshakeRefused {
    if (connection.request("lookup:all:publickey" + peer, settings.lookup())
        instanceof ServerLine.Data(String json)) {
      remember(from, peer, json);
    }
    ServerLine proof = connection.request("from:" + from, settings.from());
    if (!(proof instanceof ServerLine.Data(String payload))) {
      throw refused("from", proof);
    }
    Challenge challenge = Challenge.read(payload, from, peer);
    prove(from, challenge);
    ServerLine accepted = connection.pol(from + "@", settings.pol());
    if (!(accepted instanceof ServerLine.PolAccepted)) {
      throw refused("pol", accepted);
    }
  }

  /** What becomes of the key is the cache's concern; the handshake does not depend on it. */
  private void remember(AtSign from, AtSign peer, String json) {
    try {
      caller.sawPublicKey(from, peer, json);
    } catch (RuntimeException e) {
      LOG.log(WARNING, "The public key of " + peer + " could not be kept for " + from, e);
    }
  }

  private void prove(AtSign from, Challenge challenge) throws HandshakeRefused {
    try {
      caller.prove(from, challenge.session(), challenge.text());
    } catch (RuntimeException e) {
      LOG.log(WARNING, "The proof for " + from + " could not be made", e);
      throw new HandshakeRefused("the proof of " + from + " could not be made");
    }
  }

  private static HandshakeRefused refused(String step, ServerLine answer) {
    return new HandshakeRefused(
        answer instanceof ServerLine.Failure(ErrorCode code, String rawCode, String message)
            ? "it answered " + step + " with " + code + " " + NetworkText.escaped(message)
            : "it answered " + step + " with something else");
  }
}
