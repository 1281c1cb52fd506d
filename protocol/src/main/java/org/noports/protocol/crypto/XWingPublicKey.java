package org.noports.protocol.crypto;

import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.KEM;

/**
 * An X-Wing public key: ML-KEM-768 encapsulation key, then X25519 key; its text is base64 of the
 * 1216 bytes (docs/extensions/hybrid-keys.md). Immutable, thread-safe.
 */
public final class XWingPublicKey {
  /** More than the text of any key: a longer one is not even decoded. */
  private static final int MAX_TEXT_LENGTH = 2048;

  private final byte[] mlKem;
  private final byte[] x25519;

  XWingPublicKey(byte[] mlKem, byte[] x25519) {
    this.mlKem = mlKem;
    this.x25519 = x25519;
  }

  /** Checks the length only: coefficients and point are checked by {@link #encapsulate}. */
  public static XWingPublicKey fromText(String base64) {
    if (base64.length() > MAX_TEXT_LENGTH) {
      throw new CryptoException("an X-Wing key is too long");
    }
    byte[] bytes = StrictBase64.decodeExactly(base64, XWing.PUBLIC_BYTES, "an X-Wing key");
    return new XWingPublicKey(
        Arrays.copyOf(bytes, MlKem768.PUBLIC_BYTES),
        Arrays.copyOfRange(bytes, MlKem768.PUBLIC_BYTES, bytes.length));
  }

  public String text() {
    byte[] bytes = Arrays.copyOf(mlKem, XWing.PUBLIC_BYTES);
    System.arraycopy(x25519, 0, bytes, MlKem768.PUBLIC_BYTES, X25519.BYTES);
    return StrictBase64.encode(bytes);
  }

  /**
   * A new secret and the cipher text that tells it to the owner of the key; CryptoException with
   * one generic text when a half of the key cannot be used.
   */
  public Encapsulation encapsulate(SecureRandom random) {
    try {
      KEM.Encapsulated encapsulated = MlKem768.encapsulate(mlKem, random);
      byte[] mlKemSecret = encapsulated.key().getEncoded();
      KeyPair ephemeral = X25519.generate(random);
      byte[] x25519Ciphertext = X25519.raw(ephemeral.getPublic());
      byte[] x25519Secret = X25519.agree(ephemeral.getPrivate(), x25519);
      byte[] ciphertext = Arrays.copyOf(encapsulated.encapsulation(), XWing.CIPHERTEXT_BYTES);
      System.arraycopy(x25519Ciphertext, 0, ciphertext, MlKem768.CIPHERTEXT_BYTES, X25519.BYTES);
      return new Encapsulation(
          StrictBase64.encode(ciphertext),
          XWing.combine(mlKemSecret, x25519Secret, x25519Ciphertext, x25519));
    } catch (CryptoException e) {
      throw new CryptoException("an X-Wing key cannot be used");
    }
  }

  /**
   * What one use of a key gives.
   *
   * @param ciphertext base64 of 1120 bytes, for the owner of the key
   * @param secret for the one who encapsulated
   */
  public record Encapsulation(String ciphertext, SharedSecret secret) {}
}
