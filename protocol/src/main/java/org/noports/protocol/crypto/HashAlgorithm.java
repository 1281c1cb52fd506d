package org.noports.protocol.crypto;

/**
 * Hash of a signature (atclient.md 2). Only these two are ever accepted: the name stands outside
 * what is signed, so the list is closed.
 */
public enum HashAlgorithm {
  SHA256("sha256", "SHA256withRSA"),
  SHA512("sha512", "SHA512withRSA");

  private final String text;
  private final String rsaSignatureName;

  HashAlgorithm(String text, String rsaSignatureName) {
    this.text = text;
    this.rsaSignatureName = rsaSignatureName;
  }

  /** The wire text, {@code sha256} or {@code sha512}. */
  public String text() {
    return text;
  }

  /** Reads the wire text; CryptoException for anything else. */
  public static HashAlgorithm of(String text) {
    for (HashAlgorithm each : values()) {
      if (each.text.equals(text)) {
        return each;
      }
    }
    throw new CryptoException("the hashing algorithm is neither sha256 nor sha512");
  }

  String rsaSignatureName() {
    return rsaSignatureName;
  }
}
