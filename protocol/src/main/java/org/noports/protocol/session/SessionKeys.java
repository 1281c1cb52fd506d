package org.noports.protocol.session;

import java.security.SecureRandom;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.crypto.Iv;
import org.noports.protocol.crypto.RsaPrivateKey;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.json.JsonObject;

/**
 * Keys and initial counters of a session or connection (sessions.md 5), one a direction. Old peers
 * know one for both: then the two are equal and {@code twin} is false. Printed redacted.
 */
public record SessionKeys(AesKey keyC2D, Iv ivC2D, AesKey keyD2C, Iv ivD2C, boolean twin) {

  public static SessionKeys generate(SecureRandom random, boolean twin) {
    AesKey key = AesKey.random(random);
    Iv iv = Iv.random(random);
    return twin
        ? new SessionKeys(key, iv, AesKey.random(random), Iv.random(random), true)
        : one(key, iv);
  }

  /** The old form: the same key stream in both directions. */
  public static SessionKeys one(AesKey key, Iv iv) {
    return new SessionKeys(key, iv, key, iv, false);
  }

  /** Encrypts each text for the client's ephemeral key. */
  public WrappedSessionKeys wrap(RsaPublicKey ephemeral) {
    return new WrappedSessionKeys(
        ephemeral.wrap(keyC2D),
        ephemeral.wrap(ivC2D),
        twin ? ephemeral.wrap(keyD2C) : null,
        twin ? ephemeral.wrap(ivD2C) : null);
  }

  /** Reads and decrypts the members of a daemon's answer; an error when it holds no keys. */
  public static SessionKeys unwrap(JsonObject answerPayload, RsaPrivateKey ephemeral) {
    return WrappedSessionKeys.require(answerPayload).unwrap(ephemeral);
  }

  @Override
  public String toString() {
    return "SessionKeys[twin=" + twin + ", redacted]";
  }
}
