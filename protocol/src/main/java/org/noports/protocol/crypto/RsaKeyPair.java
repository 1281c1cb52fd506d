package org.noports.protocol.crypto;

import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAKeyGenParameterSpec;

/** An RSA-2048 pair whose halves belong together. Immutable, thread-safe. */
public record RsaKeyPair(RsaPublicKey publicKey, RsaPrivateKey privateKey) {
  public RsaKeyPair {
    if (!privateKey.publicKey().equals(publicKey)) {
      throw new CryptoException("a public key does not belong to its private key");
    }
  }

  /** Takes 50 ms on average and up to 200: start it early, beside other work. */
  public static RsaKeyPair generate(SecureRandom random) {
    KeyPair pair =
        Jca.generate(
            "RSA", new RSAKeyGenParameterSpec(RsaDer.BITS, RSAKeyGenParameterSpec.F4), random);
    return new RsaKeyPair(
        new RsaPublicKey((RSAPublicKey) pair.getPublic()),
        new RsaPrivateKey((RSAPrivateCrtKey) pair.getPrivate()));
  }

  /** The pair of a private key, its public half computed. */
  public static RsaKeyPair of(RsaPrivateKey privateKey) {
    return new RsaKeyPair(privateKey.publicKey(), privateKey);
  }
}
