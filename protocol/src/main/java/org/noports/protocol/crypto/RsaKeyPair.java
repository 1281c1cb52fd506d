package org.noports.protocol.crypto;

import java.security.SecureRandom;

/** An RSA-2048 pair. */
public record RsaKeyPair(RsaPublicKey publicKey, RsaPrivateKey privateKey) {
  /** Takes 50 ms on average and up to 200: start it early, beside other work. */
  public static RsaKeyPair generate(SecureRandom random) {
    throw new UnsupportedOperationException("not built yet");
  }
}
