package org.noports.client;

import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.RsaKeyPair;
import org.noports.protocol.crypto.XWingKeyPair;
import org.noports.protocol.session.SessionAnswer;
import org.noports.protocol.session.SessionKeys;
import org.noports.protocol.session.Transport;
import org.noports.protocol.session.WrappedSessionKeys;
import org.noports.protocol.tunnel.AeadKeys;
import org.noports.tunnel.rendezvous.StreamKeys;

/**
 * What a verified answer makes of the protection that was asked for (sessions.md 5, 8.3,
 * docs/extensions/hybrid-keys.md): never less than the user accepts, never what was not offered.
 * Stateless.
 */
final class StreamAgreement {
  private StreamAgreement() {}

  /**
   * Throws ProtocolException for an answer that is not one to the request.
   *
   * @param exchange whose public half was sent
   * @param requestText as it was signed, as is {@code answerText}
   */
  static StreamKeys of(
      NptOptions options,
      Terms terms,
      SessionAnswer answer,
      SecretExchange exchange,
      String requestText,
      String answerText) {
    if (options.encrypt() && answer.keys() == null && answer.kemCiphertext() == null) {
      throw tooWeak(options, "did not encrypt although it was asked to", "update the daemon");
    }
    return switch (exchange) {
      case SecretExchange.Encapsulation(XWingKeyPair pair) ->
          encapsulated(terms, answer, pair, requestText, answerText);
      case SecretExchange.Wrapping(RsaKeyPair pair) ->
          wrapped(options, terms, answer, pair, requestText, answerText);
    };
  }

  private static StreamKeys encapsulated(
      Terms terms, SessionAnswer answer, XWingKeyPair pair, String requestText, String answerText) {
    String ciphertext = answer.kemCiphertext();
    if (ciphertext == null) {
      throw new ProtocolException(
          ErrorCode.AT0022, "it wraps keys for a kind of key that was not sent");
    }
    requireOffered(terms, answer, requestText);
    return new StreamKeys.Authenticated(
        AeadKeys.derive(pair.decapsulate(ciphertext), requestText, answerText));
  }

  private static StreamKeys wrapped(
      NptOptions options,
      Terms terms,
      SessionAnswer answer,
      RsaKeyPair pair,
      String requestText,
      String answerText) {
    if (answer.kemCiphertext() != null) {
      throw new ProtocolException(
          ErrorCode.AT0022, "it encapsulates for a kind of key that was not sent");
    }
    WrappedSessionKeys wrapped = answer.keys();
    if (wrapped == null) {
      return new StreamKeys.Clear();
    }
    SessionKeys keys = wrapped.unwrap(pair.privateKey());
    if (answer.streamCipher() != null) {
      requireOffered(terms, answer, requestText);
      if (!keys.twin()) {
        throw new ProtocolException(ErrorCode.AT0022, "it has one key where two were agreed");
      }
      return new StreamKeys.Authenticated(AeadKeys.derive(keys, requestText, answerText));
    }
    if (options.requireAead() || options.service().transport() == Transport.UDP) {
      throw tooWeak(
          options,
          "did not agree to authenticated streams although it offers them",
          Terms.WITHOUT_AEAD);
    }
    if (terms.twinKeys() && !keys.twin() && !options.allowLegacyCrypto()) {
      throw tooWeak(
          options,
          "gave one key for both directions although it knows two",
          "update the daemon, or accept that with --allow-legacy-crypto");
    }
    return new StreamKeys.CounterMode(keys);
  }

  private static void requireOffered(Terms terms, SessionAnswer answer, String requestText) {
    if (!terms.aead() || !AeadKeys.STREAM_CIPHER.equals(answer.streamCipher())) {
      throw new ProtocolException(
          ErrorCode.AT0022, "it names a stream cipher that was not offered");
    }
    if (!AeadKeys.requestHash(requestText).equals(answer.reqHash())) {
      throw new ProtocolException(ErrorCode.AT0022, "it is about another request");
    }
  }

  private static ClientException tooWeak(NptOptions options, String why, String advice) {
    return new ClientException.EncryptionTooWeak(options.daemon(), options.device(), why, advice);
  }
}
