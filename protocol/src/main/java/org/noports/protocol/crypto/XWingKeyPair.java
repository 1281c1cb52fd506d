package org.noports.protocol.crypto;

import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * An X-Wing key pair, for one use: made for a session and forgotten with its answer. Takes well
 * under a millisecond to make. Immutable, thread-safe, printed redacted.
 */
public final class XWingKeyPair {
  private static final String CANNOT_DECAPSULATE = "an X-Wing cipher text cannot be used";

  private final KeyPair mlKem;
  private final KeyPair x25519;
  private final XWingPublicKey publicKey;

  XWingKeyPair(KeyPair mlKem, KeyPair x25519) {
    this.mlKem = mlKem;
    this.x25519 = x25519;
    this.publicKey =
        new XWingPublicKey(MlKem768.raw(mlKem.getPublic()), X25519.raw(x25519.getPublic()));
  }

  public static XWingKeyPair generate(SecureRandom random) {
    KeyPair mlKem = MlKem768.generate(random);
    return new XWingKeyPair(mlKem, X25519.generate(random));
  }

  public XWingPublicKey publicKey() {
    return publicKey;
  }

  /**
   * The secret of a cipher text; CryptoException with one generic text when it is malformed. One
   * that was altered or made for another key gives a secret that nobody else holds.
   */
  public SharedSecret decapsulate(String ciphertextBase64) {
    try {
      byte[] ciphertext =
          StrictBase64.decodeExactly(
              ciphertextBase64, XWing.CIPHERTEXT_BYTES, "an X-Wing cipher text");
      byte[] forX25519 =
          Arrays.copyOfRange(ciphertext, MlKem768.CIPHERTEXT_BYTES, ciphertext.length);
      byte[] x25519Secret = X25519.agree(x25519.getPrivate(), forX25519);
      byte[] mlKemSecret =
          MlKem768.decapsulate(
              mlKem.getPrivate(), Arrays.copyOf(ciphertext, MlKem768.CIPHERTEXT_BYTES));
      return XWing.combine(mlKemSecret, x25519Secret, forX25519, X25519.raw(x25519.getPublic()));
    } catch (CryptoException e) {
      throw new CryptoException(CANNOT_DECAPSULATE);
    }
  }

  @Override
  public String toString() {
    return "XWingKeyPair[redacted]";
  }
}
