package org.noports.protocol.relay;

import org.noports.protocol.ProtocolException;
import org.noports.protocol.crypto.Digests;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.envelope.SignedEnvelope;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.SessionId;

/**
 * The line with which a side authenticates in mode {@code payload} (sessions.md 3.5). Texts here
 * are without the line feed that ends the line on the wire. Pure.
 */
public final class PayloadAuthLine {
  /** No conforming line comes near it; what is longer is not collected. */
  public static final int MAX_LINE_BYTES = 4096;

  private PayloadAuthLine() {}

  /** What a line is worth. */
  public enum Verdict {
    HOLDS,
    MALFORMED,
    /** It has not this relay's nonce for this session. */
    OTHER_SESSION,
    BAD_SIGNATURE
  }

  /** The line of a side, signed with its atSign's encryption key. */
  public static String line(
      SessionId sessionId, Nonce clientNonce, Nonce rvdNonce, RsaPrivateKey signer) {
    return SignedEnvelope.sign(payload(sessionId, clientNonce, rvdNonce), signer).text();
  }

  /**
   * Whether the line is of this session and signed by this key. The signature is checked over the
   * relay's own text, of what was received only the nonce counts. Never throws on garbage.
   */
  public static boolean verify(
      String line, SessionId sessionId, Nonce clientNonce, Nonce rvdNonce, RsaPublicKey sender) {
    return check(line, sessionId, clientNonce, rvdNonce, sender) == Verdict.HOLDS;
  }

  /** As {@link #verify}, and why not. */
  public static Verdict check(
      String line, SessionId sessionId, Nonce clientNonce, Nonce rvdNonce, RsaPublicKey sender) {
    if (line.length() > MAX_LINE_BYTES) {
      return Verdict.MALFORMED;
    }
    try {
      SignedEnvelope envelope = SignedEnvelope.parse(line.strip());
      String expected = payload(sessionId, clientNonce, rvdNonce).canonical();
      if (!Digests.sameText(envelope.payload().string("rvdNonce"), rvdNonce.text())) {
        return Verdict.OTHER_SESSION;
      }
      return sender.verify(expected, envelope.signature(), envelope.hashingAlgo())
          ? Verdict.HOLDS
          : Verdict.BAD_SIGNATURE;
    } catch (ProtocolException e) {
      return Verdict.MALFORMED;
    }
  }

  private static JsonObject payload(SessionId sessionId, Nonce clientNonce, Nonce rvdNonce) {
    return JsonObject.builder()
        .put("sessionId", sessionId.text())
        .put("clientNonce", clientNonce.text())
        .put("rvdNonce", rvdNonce.text())
        .build();
  }
}
