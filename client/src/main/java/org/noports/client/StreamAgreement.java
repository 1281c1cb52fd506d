package org.noports.client;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.session.SessionAnswer;
import org.noports.protocol.session.SessionKeys;
import org.noports.protocol.tunnel.AeadKeys;
import org.noports.tunnel.rendezvous.StreamKeys;

/**
 * What a verified answer makes of the protection that was asked for (sessions.md 5, 8.3): never
 * less than the user accepts, never what was not offered. Stateless.
 */
final class StreamAgreement {
  private StreamAgreement() {}

  /**
   * @param keys out of the answer, if it has any
   * @param requestText as it was signed, as is {@code answerText}
   */
  static StreamKeys of(
      NptOptions options,
      Terms terms,
      SessionAnswer answer,
      @Nullable SessionKeys keys,
      String requestText,
      String answerText) {
    if (keys == null) {
      if (options.encrypt()) {
        throw tooWeak(options, "did not encrypt although it was asked to", "update the daemon");
      }
      return new StreamKeys.Clear();
    }
    if (answer.streamCipher() != null) {
      requireOffered(terms, answer, keys, requestText);
      return new StreamKeys.Authenticated(AeadKeys.derive(keys, requestText, answerText));
    }
    if (options.requireAead()) {
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

  private static void requireOffered(
      Terms terms, SessionAnswer answer, SessionKeys keys, String requestText) {
    if (!terms.aead() || !AeadKeys.STREAM_CIPHER.equals(answer.streamCipher()) || !keys.twin()) {
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
