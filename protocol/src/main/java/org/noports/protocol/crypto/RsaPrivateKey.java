package org.noports.protocol.crypto;

/** An RSA-2048 private key; text form is base64 of PKCS#8. Redacted {@code toString}. */
public final class RsaPrivateKey {
  private RsaPrivateKey() {}

  public static RsaPrivateKey fromText(String base64Pkcs8) {
    throw new UnsupportedOperationException("not built yet");
  }

  public String secretText() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** RSASSA-PKCS1-v1_5 over the text's UTF-8 bytes, as base64. */
  public String sign(String text, HashAlgorithm hash) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** The inverse of {@link RsaPublicKey#encryptText}; CryptoException with one generic text. */
  public String decryptText(String base64) {
    throw new UnsupportedOperationException("not built yet");
  }

  @Override
  public String toString() {
    return "RsaPrivateKey[redacted]";
  }
}
