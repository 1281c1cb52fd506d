package org.noports.protocol.crypto;

import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.spec.IvParameterSpec;

/** A 16-byte initial counter block (atclient.md 2.4). Immutable, thread-safe. */
public final class Iv {
  /** The IV of old peers that give none. For reading, and for the keys file. */
  public static final Iv ZERO = new Iv(new byte[16]);

  static final int LENGTH = 16;

  private final byte[] bytes;

  private Iv(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Iv of(byte[] sixteenBytes) {
    if (sixteenBytes.length != LENGTH) {
      throw new CryptoException("an IV is not 16 bytes");
    }
    return new Iv(sixteenBytes.clone());
  }

  public static Iv random(SecureRandom random) {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    return new Iv(bytes);
  }

  /** Reads exactly 16 bytes of strict base64; old peers' shorter ones are refused. */
  public static Iv fromBase64(String text) {
    return new Iv(StrictBase64.decodeExactly(text, LENGTH, "an IV"));
  }

  public String base64() {
    return StrictBase64.encode(bytes);
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  IvParameterSpec spec() {
    return new IvParameterSpec(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Iv that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Iv[" + base64() + "]";
  }
}
