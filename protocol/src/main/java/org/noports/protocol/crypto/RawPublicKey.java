package org.noports.protocol.crypto;

import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * How public keys of one algorithm look without their SubjectPublicKeyInfo: the header is always
 * the same bytes, so wrapping is putting it in front. Immutable, thread-safe.
 */
final class RawPublicKey {
  private final String algorithm;
  private final byte[] header;
  private final int rawBytes;

  RawPublicKey(String algorithm, String headerHex, int rawBytes) {
    this.algorithm = algorithm;
    this.header = HexFormat.of().parseHex(headerHex);
    this.rawBytes = rawBytes;
  }

  byte[] raw(PublicKey key) {
    byte[] encoded = key.getEncoded();
    if (!hasForm(encoded)) {
      throw new CryptoException("not a public key of " + algorithm);
    }
    return Arrays.copyOfRange(encoded, header.length, encoded.length);
  }

  PublicKey key(byte[] raw) throws InvalidKeySpecException {
    byte[] encoded = Arrays.copyOf(header, header.length + raw.length);
    System.arraycopy(raw, 0, encoded, header.length, raw.length);
    return keyFromInfo(encoded);
  }

  /** Reads a whole SubjectPublicKeyInfo, of exactly this header and length. */
  PublicKey keyFromInfo(byte[] encoded) throws InvalidKeySpecException {
    if (!hasForm(encoded)) {
      throw new InvalidKeySpecException("another algorithm or length");
    }
    return Jca.keyFactory(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
  }

  private boolean hasForm(byte[] encoded) {
    return encoded.length == header.length + rawBytes
        && Arrays.equals(encoded, 0, header.length, header, 0, header.length);
  }
}
