package org.noports.protocol.crypto;

import java.security.SecureRandom;

/** An AES-256 key. {@code toString} is redacted; the raw forms are named to stand out in review. */
public final class AesKey {
  private AesKey() {}

  public static AesKey of(byte[] thirtyTwoBytes) {
    throw new UnsupportedOperationException("not built yet");
  }

  public static AesKey random(SecureRandom random) {
    throw new UnsupportedOperationException("not built yet");
  }

  public static AesKey fromBase64(String text) {
    throw new UnsupportedOperationException("not built yet");
  }

  public String secretBase64() {
    throw new UnsupportedOperationException("not built yet");
  }

  public byte[] secretBytes() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Encrypts UTF-8 text with CTR and PKCS#7 padding (atclient.md 2.4) to base64. */
  public String encryptText(String plain, Iv iv) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** The inverse of {@link #encryptText}; throws CryptoException with one generic text. */
  public String decryptText(String base64, Iv iv) {
    throw new UnsupportedOperationException("not built yet");
  }

  @Override
  public String toString() {
    return "AesKey[redacted]";
  }
}
