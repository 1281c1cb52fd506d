package org.noports.atserver.verb;

import java.util.List;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Authentication;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.atserver.peer.PeerAnswer;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.CryptoException;
import org.noports.protocol.crypto.HashAlgorithm;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.json.Json;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.verb.Lookup;
import org.noports.protocol.verb.Mode;
import org.noports.protocol.verb.Pol;

/**
 * {@code pol}: the verifier's side of the handshake between atServers (atprotocol.md 4.2). The
 * caller's own server, found by the directory, is asked anonymously for the signature it left and
 * for the key to check it with.
 */
final class PolHandler {
  private final AtServer server;

  PolHandler(AtServer server) {
    this.server = server;
  }

  Answer answer(Pol command, Session session) throws InterruptedException {
    Session.PeerClaim claim = session.takePeerClaim();
    if (claim == null) {
      throw Refusal.closing(
          ErrorCode.AT0011,
          "Exception: You must execute a 'from:' command before you may run the "
              + command.line()
              + " command");
    }
    AtSign caller = claim.atSign();
    boolean alive = claim.challenge().expiresAtMillis() > server.records().now().toEpochMilli();
    if (!alive || !proves(caller, session.id(), claim.challenge().text())) {
      throw Logins.failed(server, session, "Pol Authentication Failed");
    }
    session.authenticated(new Authentication.Peer(caller));
    server.visitors().count(caller.text());
    server.shared().addresses().loggedIn(session.address());
    return new Answer.PolAccepted(caller);
  }

  private boolean proves(AtSign caller, String session, String challenge) {
    List<PeerAnswer> answers =
        server
            .shared()
            .peers()
            .ask(
                caller,
                List.of(
                    new Lookup(false, Mode.ALL, "publickey", caller).line(),
                    new Lookup(false, Mode.VALUE, session, caller).line(),
                    new Lookup(false, Mode.VALUE, "signing_publickey", caller).line()));
    if (answers.getLast() instanceof PeerAnswer.Failed failed) {
      throw PeerCalls.failure(failed, caller);
    }
    if (answers.size() < 3
        || !(answers.get(1) instanceof PeerAnswer.Data signature)
        || !(answers.get(2) instanceof PeerAnswer.Data publicKey)) {
      return false;
    }
    if (!verifies(publicKey.payload(), challenge, signature.payload())) {
      return false;
    }
    server.knownSigners().proved(caller, publicKey.payload());
    keepPublicKey(caller, answers.getFirst());
    return true;
  }

  private static boolean verifies(String publicKey, String challenge, String signature) {
    try {
      return RsaPublicKey.fromText(publicKey).verify(challenge, signature, HashAlgorithm.SHA256);
    } catch (CryptoException e) {
      return false;
    }
  }

  /** The caller's encryption key came along; only once the caller is who it says it counts. */
  private void keepPublicKey(AtSign caller, PeerAnswer answer) {
    if (answer instanceof PeerAnswer.Data data && data.present()) {
      try {
        server.cache().sawPublicKey(caller, Json.parseObject(data.payload()));
      } catch (ProtocolException e) {
        throw Refusal.of(ErrorCode.AT0008, "the public key of " + caller + " is not readable");
      }
    }
  }
}
