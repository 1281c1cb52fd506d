package org.noports.protocol.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import javax.crypto.KeyAgreement;

/** X25519 (RFC 7748) of the JDK with raw public keys: 32 bytes, little-endian u. Pure. */
final class X25519 {
  static final int BYTES = 32;

  /** Up to the raw key: SEQ{ SEQ{ OID id-X25519 }, BIT STRING{ 0, .. } }. */
  private static final RawPublicKey FORM =
      new RawPublicKey("X25519", "302a300506032b656e032100", BYTES);

  private X25519() {}

  static KeyPair generate(SecureRandom random) {
    return Jca.generate("X25519", NamedParameterSpec.X25519, random);
  }

  static byte[] raw(PublicKey key) {
    return FORM.raw(key);
  }

  /** The shared point; CryptoException for a point that would make it all zero. */
  static byte[] agree(PrivateKey own, byte[] rawPublicKey) {
    try {
      KeyAgreement agreement = KeyAgreement.getInstance("X25519");
      agreement.init(own);
      agreement.doPhase(FORM.key(rawPublicKey), true);
      return agreement.generateSecret();
    } catch (InvalidKeySpecException | InvalidKeyException e) {
      throw new CryptoException("not a usable X25519 key");
    } catch (GeneralSecurityException e) {
      throw Jca.lacking("X25519", e);
    }
  }
}
