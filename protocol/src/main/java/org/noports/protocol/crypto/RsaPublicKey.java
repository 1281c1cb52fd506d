package org.noports.protocol.crypto;

/**
 * An RSA-2048 public key in its text form: base64 of X.509 SubjectPublicKeyInfo (atclient.md 1).
 */
public final class RsaPublicKey {
  private RsaPublicKey() {}

  /** Reads the text form; exactly 2048 bits, DER parsed to its end, else CryptoException. */
  public static RsaPublicKey fromText(String base64Spki) {
    throw new UnsupportedOperationException("not built yet");
  }

  public String text() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** RSAES-PKCS1-v1_5 of the text's UTF-8 bytes, as base64. */
  public String encryptText(String plain) {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * Whether the base64 signature over the text's UTF-8 bytes is this key's. Never throws on
   * garbage.
   */
  public boolean verify(String text, String signatureBase64, HashAlgorithm hash) {
    throw new UnsupportedOperationException("not built yet");
  }
}
