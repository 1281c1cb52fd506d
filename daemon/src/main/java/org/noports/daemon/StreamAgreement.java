package org.noports.daemon;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.session.EphemeralKey;
import org.noports.protocol.session.RelayRendezvous;
import org.noports.protocol.session.SessionAnswer;
import org.noports.protocol.session.SessionKeys;
import org.noports.protocol.session.WrappedSessionKeys;
import org.noports.protocol.tunnel.AeadKeys;
import org.noports.tunnel.rendezvous.StreamKeys;

/**
 * What protects the bytes of a session, and the answer that tells the client so (sessions.md 5,
 * 8.3): authenticated streams with a client that offers them, counter mode with any other, nothing
 * when the client asks for nothing.
 */
record StreamAgreement(SessionAnswer answer, StreamKeys keys) {
  /**
   * @param request as it was signed
   * @param requireAead whether nothing less will do
   */
  static StreamAgreement of(
      SessionId session,
      RelayRendezvous rendezvous,
      JsonObject request,
      boolean requireAead,
      SecureRandom random) {
    RsaPublicKey ephemeral = ephemeralKey(rendezvous);
    boolean aead =
        ephemeral != null
            && rendezvous.twinKeys()
            && rendezvous.streamCiphers().contains(AeadKeys.STREAM_CIPHER);
    if (requireAead && !aead) {
      throw Refusal.notSupported("This daemon requires " + AeadKeys.STREAM_CIPHER);
    }
    if (ephemeral == null) {
      return new StreamAgreement(SessionAnswer.connected(session, null), new StreamKeys.Clear());
    }
    SessionKeys keys = SessionKeys.generate(random, rendezvous.twinKeys());
    WrappedSessionKeys wrapped = keys.wrap(ephemeral);
    return aead
        ? authenticated(session, request.canonical(), keys, wrapped)
        : new StreamAgreement(
            SessionAnswer.connected(session, wrapped), new StreamKeys.CounterMode(keys));
  }

  private static StreamAgreement authenticated(
      SessionId session, String request, SessionKeys keys, WrappedSessionKeys wrapped) {
    SessionAnswer answer =
        new SessionAnswer(
            session, wrapped, null, AeadKeys.STREAM_CIPHER, AeadKeys.requestHash(request), null);
    return new StreamAgreement(
        answer,
        new StreamKeys.Authenticated(AeadKeys.derive(keys, request, answer.toJson().canonical())));
  }

  private static @Nullable RsaPublicKey ephemeralKey(RelayRendezvous rendezvous) {
    EphemeralKey key = rendezvous.ephemeralKey();
    if (!rendezvous.encryptRvdTraffic() || key == null) {
      return null;
    }
    try {
      return key.key();
    } catch (ProtocolException e) {
      throw Refusal.notStarted(String.valueOf(e.getMessage()), e);
    }
  }
}
