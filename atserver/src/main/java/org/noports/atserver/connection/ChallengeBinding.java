package org.noports.atserver.connection;

import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.wire.BoundChallenge;

/**
 * The login challenge of a connection whose client knows it already: made of what TLS gives these
 * two alone, once, because no challenge is answered twice (docs/extensions/prompt-logins.md). Of
 * the connection's own thread.
 */
final class ChallengeBinding {
  private @Nullable SSLSocket unused;

  private ChallengeBinding(@Nullable SSLSocket unused) {
    this.unused = unused;
  }

  /** For a connection whose challenges are told. */
  static ChallengeBinding none() {
    return new ChallengeBinding(null);
  }

  /** What the handshake has agreed on; nothing where the client has offered nothing. */
  static ChallengeBinding of(SSLSocket socket) {
    return new ChallengeBinding(socket);
  }

  /** The challenge, the first time it is asked for; null for one that has to be told. */
  @Nullable String take(AtSign atSign) {
    SSLSocket socket = unused;
    unused = null;
    return socket == null
        ? null
        : BoundChallenge.of(atSign, socket.getApplicationProtocol(), socket.getSession());
  }
}
