package org.noports.protocol.crypto;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The 32 bytes both ends of a key encapsulation hold. Not a key by itself: keys are derived from it
 * together with what was said (docs/extensions/hybrid-keys.md). Immutable, printed redacted.
 */
public final class SharedSecret {
  static final int LENGTH = 32;

  private final byte[] bytes;

  private SharedSecret(byte[] bytes) {
    this.bytes = bytes;
  }

  public static SharedSecret of(byte[] thirtyTwoBytes) {
    if (thirtyTwoBytes.length != LENGTH) {
      throw new CryptoException("a shared secret is not 32 bytes");
    }
    return new SharedSecret(thirtyTwoBytes.clone());
  }

  public byte[] secretBytes() {
    return bytes.clone();
  }

  /** Equal secrets, compared in constant time. */
  @Override
  public boolean equals(Object other) {
    return other instanceof SharedSecret that && MessageDigest.isEqual(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "SharedSecret[redacted]";
  }
}
