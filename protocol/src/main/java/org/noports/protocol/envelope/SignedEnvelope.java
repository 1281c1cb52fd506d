package org.noports.protocol.envelope;

import org.noports.protocol.crypto.HashAlgorithm;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.json.JsonObject;

/**
 * A payload with the sender's signature over its canonical text (sessions.md 2, atclient.md 11).
 */
public record SignedEnvelope(
    JsonObject payload, String signature, HashAlgorithm hashingAlgo, JsonObject whole) {

  public static SignedEnvelope sign(JsonObject payload, RsaPrivateKey key) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Reads the text form; rsa2048 with sha256 or sha512 only. The signature is not yet checked. */
  public static SignedEnvelope parse(String text) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Gives the payload when the signature is the key's, else throws CryptoException. */
  public JsonObject verified(RsaPublicKey sender) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** The text to send: payload, signature, hashingAlgo, signingAlgo. */
  public String text() {
    throw new UnsupportedOperationException("not built yet");
  }
}
