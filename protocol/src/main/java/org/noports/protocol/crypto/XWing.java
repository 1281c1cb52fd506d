package org.noports.protocol.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * X-Wing, the hybrid of ML-KEM-768 and X25519 of draft-connolly-cfrg-xwing-kem: an attacker has to
 * break both. What its two halves share: sizes and the combiner. Pure.
 *
 * <p>Key pairs live in memory only, so the draft's 32-byte seed form is not needed: the parts are
 * drawn one by one from the random source, which gives the same distribution of keys.
 */
final class XWing {
  static final int PUBLIC_BYTES = MlKem768.PUBLIC_BYTES + X25519.BYTES;
  static final int CIPHERTEXT_BYTES = MlKem768.CIPHERTEXT_BYTES + X25519.BYTES;

  /** The draft's label, six bytes of ASCII. */
  private static final byte[] LABEL = "\\.//^\\".getBytes(StandardCharsets.US_ASCII);

  private XWing() {}

  /** SHA3-256 of everything that could differ; the two secrets are wiped. */
  static SharedSecret combine(
      byte[] mlKemSecret, byte[] x25519Secret, byte[] x25519Ciphertext, byte[] x25519PublicKey) {
    try {
      MessageDigest hash = Jca.digest("SHA3-256");
      hash.update(mlKemSecret);
      hash.update(x25519Secret);
      hash.update(x25519Ciphertext);
      hash.update(x25519PublicKey);
      hash.update(LABEL);
      return SharedSecret.of(hash.digest());
    } finally {
      Arrays.fill(mlKemSecret, (byte) 0);
      Arrays.fill(x25519Secret, (byte) 0);
    }
  }
}
