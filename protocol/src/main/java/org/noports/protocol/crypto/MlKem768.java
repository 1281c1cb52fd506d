package org.noports.protocol.crypto;

import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import javax.crypto.DecapsulateException;
import javax.crypto.KEM;

/**
 * ML-KEM-768 (FIPS 203) of the JDK with raw keys: the JDK speaks SubjectPublicKeyInfo, the wire the
 * bare encapsulation key. Pure, thread-safe.
 */
final class MlKem768 {
  static final int PUBLIC_BYTES = 1184;
  static final int CIPHERTEXT_BYTES = 1088;

  /** Up to the raw key: SEQ{ SEQ{ OID id-alg-ml-kem-768 }, BIT STRING{ 0, .. } }. */
  private static final RawPublicKey FORM =
      new RawPublicKey("ML-KEM", "308204b2300b0609608648016503040402038204a100", PUBLIC_BYTES);

  private MlKem768() {}

  static KeyPair generate(SecureRandom random) {
    return Jca.generate("ML-KEM", NamedParameterSpec.ML_KEM_768, random);
  }

  static byte[] raw(PublicKey key) {
    return FORM.raw(key);
  }

  /** Cipher text and secret; CryptoException when the key's coefficients are out of range. */
  static KEM.Encapsulated encapsulate(byte[] rawPublicKey, SecureRandom random) {
    try {
      PublicKey key = FORM.key(rawPublicKey);
      return Jca.kem("ML-KEM").newEncapsulator(key, random).encapsulate();
    } catch (InvalidKeySpecException | InvalidKeyException e) {
      throw new CryptoException("not an ML-KEM-768 key");
    }
  }

  /**
   * The secret. A cipher text not made for this key gives another secret and no error: telling them
   * apart would be an oracle (implicit rejection).
   */
  static byte[] decapsulate(PrivateKey key, byte[] ciphertext) {
    if (ciphertext.length != CIPHERTEXT_BYTES) {
      throw new CryptoException("an ML-KEM-768 cipher text is not 1088 bytes");
    }
    try {
      return Jca.kem("ML-KEM").newDecapsulator(key).decapsulate(ciphertext).getEncoded();
    } catch (InvalidKeyException e) {
      throw new CryptoException("not an ML-KEM-768 private key");
    } catch (DecapsulateException e) {
      throw Jca.lacking("ML-KEM", e);
    }
  }
}
