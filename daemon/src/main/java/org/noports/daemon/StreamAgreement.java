package org.noports.daemon;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.crypto.XWingPublicKey;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.session.EphemeralKey;
import org.noports.protocol.session.Feature;
import org.noports.protocol.session.RelayRendezvous;
import org.noports.protocol.session.SessionAnswer;
import org.noports.protocol.session.SessionKeys;
import org.noports.protocol.session.WrappedSessionKeys;
import org.noports.protocol.tunnel.AeadKeys;
import org.noports.tunnel.rendezvous.StreamKeys;

/**
 * What protects the bytes of a session, and the answer that tells the client so (sessions.md 5,
 * 8.3, docs/extensions/hybrid-keys.md): authenticated streams with a client that offers them, their
 * secret agreed as it asks; counter mode with any other; nothing when it asks for nothing.
 */
record StreamAgreement(SessionAnswer answer, StreamKeys keys) {
  /**
   * What a session must have; the operator's choice.
   *
   * @param aead authenticated streams
   * @param hybrid hybrid keys, which come with them
   */
  record Least(boolean aead, boolean hybrid) {}

  /**
   * @param request as it was signed
   * @param ephemeralSshKey told to the client besides, of ssh sessions only
   * @param least nothing less will do
   */
  static StreamAgreement of(
      SessionId session,
      RelayRendezvous rendezvous,
      JsonObject request,
      @Nullable String ephemeralSshKey,
      Least least,
      SecureRandom random) {
    Feature lost = rendezvous.lostOffer(SelfDescription.FEATURES);
    if (lost != null) {
      throw Refusal.offerLost(lost);
    }
    boolean aead =
        rendezvous.encryptRvdTraffic()
            && rendezvous.twinKeys()
            && rendezvous.streamCiphers().contains(AeadKeys.STREAM_CIPHER);
    EphemeralKey key = rendezvous.ephemeralKey();
    if (key != null && key.isHybrid()) {
      if (!aead) {
        throw Refusal.keyUnusable(null);
      }
      return hybrid(session, request.canonical(), key, ephemeralSshKey, random);
    }
    if (least.hybrid()) {
      throw Refusal.notSupported("This daemon requires hybrid keys");
    }
    if (least.aead() && !aead) {
      throw Refusal.notSupported("This daemon requires " + AeadKeys.STREAM_CIPHER);
    }
    if (!rendezvous.encryptRvdTraffic() || key == null) {
      return new StreamAgreement(connected(session, null, ephemeralSshKey), new StreamKeys.Clear());
    }
    SessionKeys keys = SessionKeys.generate(random, rendezvous.twinKeys());
    WrappedSessionKeys wrapped = keys.wrap(rsaKey(key));
    return aead
        ? authenticated(session, request.canonical(), keys, wrapped, ephemeralSshKey)
        : new StreamAgreement(
            connected(session, wrapped, ephemeralSshKey), new StreamKeys.CounterMode(keys));
  }

  private static SessionAnswer connected(
      SessionId session, @Nullable WrappedSessionKeys keys, @Nullable String ephemeralSshKey) {
    return new SessionAnswer(session, keys, ephemeralSshKey, null, null, null);
  }

  private static StreamAgreement hybrid(
      SessionId session,
      String request,
      EphemeralKey key,
      @Nullable String ephemeralSshKey,
      SecureRandom random) {
    XWingPublicKey.Encapsulation made;
    try {
      made = key.hybridKey().encapsulate(random);
    } catch (ProtocolException e) {
      throw Refusal.keyUnusable(e);
    }
    SessionAnswer answer =
        new SessionAnswer(
            session,
            null,
            ephemeralSshKey,
            AeadKeys.STREAM_CIPHER,
            AeadKeys.requestHash(request),
            made.ciphertext());
    return new StreamAgreement(
        answer,
        new StreamKeys.Authenticated(
            AeadKeys.derive(made.secret(), request, answer.toJson().canonical())));
  }

  private static StreamAgreement authenticated(
      SessionId session,
      String request,
      SessionKeys keys,
      WrappedSessionKeys wrapped,
      @Nullable String ephemeralSshKey) {
    SessionAnswer answer =
        new SessionAnswer(
            session,
            wrapped,
            ephemeralSshKey,
            AeadKeys.STREAM_CIPHER,
            AeadKeys.requestHash(request),
            null);
    return new StreamAgreement(
        answer,
        new StreamKeys.Authenticated(AeadKeys.derive(keys, request, answer.toJson().canonical())));
  }

  private static RsaPublicKey rsaKey(EphemeralKey key) {
    try {
      return key.key();
    } catch (ProtocolException e) {
      throw Refusal.notStarted(String.valueOf(e.getMessage()), e);
    }
  }
}
