package org.noports.atserver.connection;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLKeyException;
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
  private static final String TLS_1_3 = "TLSv1.3";

  private @Nullable ExtendedSSLSession unused;

  private ChallengeBinding(@Nullable ExtendedSSLSession unused) {
    this.unused = unused;
  }

  /** For a connection whose challenges are told. */
  static ChallengeBinding none() {
    return new ChallengeBinding(null);
  }

  /** What the handshake has agreed on; nothing where the client has offered nothing. */
  static ChallengeBinding of(SSLSocket socket) {
    boolean agreed =
        BoundChallenge.APPLICATION_PROTOCOL.equals(socket.getApplicationProtocol())
            && socket.getSession().getProtocol().equals(TLS_1_3);
    return new ChallengeBinding(
        agreed && socket.getSession() instanceof ExtendedSSLSession session ? session : null);
  }

  /** The challenge, the first time it is asked for; null for one that has to be told. */
  @Nullable String take(AtSign atSign) {
    ExtendedSSLSession session = unused;
    unused = null;
    if (session == null) {
      return null;
    }
    try {
      return BoundChallenge.of(
          atSign,
          session.exportKeyingMaterialData(
              BoundChallenge.LABEL, BoundChallenge.context(atSign), BoundChallenge.BYTES));
    } catch (SSLKeyException e) {
      return null;
    }
  }
}
