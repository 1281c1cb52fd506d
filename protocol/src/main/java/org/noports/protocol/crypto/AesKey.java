package org.noports.protocol.crypto;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * An AES-256 key. {@code toString} is redacted; the raw forms are named to stand out in review.
 * Encrypts with CTR and PKCS#7 padding (atclient.md 2.4). Immutable, thread-safe.
 */
public final class AesKey {
  static final int LENGTH = 32;
  private static final int BLOCK = 16;
  private static final String CANNOT_DECRYPT = "cannot decrypt: wrong key, or the text is damaged";

  private final byte[] bytes;

  private AesKey(byte[] bytes) {
    this.bytes = bytes;
  }

  public static AesKey of(byte[] thirtyTwoBytes) {
    if (thirtyTwoBytes.length != LENGTH) {
      throw new CryptoException("an AES key is not 32 bytes");
    }
    return new AesKey(thirtyTwoBytes.clone());
  }

  public static AesKey random(SecureRandom random) {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    return new AesKey(bytes);
  }

  /** Reads exactly 32 bytes of strict base64 (44 characters). */
  public static AesKey fromBase64(String text) {
    return new AesKey(StrictBase64.decodeExactly(text, LENGTH, "an AES key"));
  }

  public String secretBase64() {
    return StrictBase64.encode(bytes);
  }

  public byte[] secretBytes() {
    return bytes.clone();
  }

  /** Encrypts UTF-8 text with CTR and PKCS#7 padding to base64. */
  public String encryptText(String plain, Iv iv) {
    return StrictBase64.encode(encrypt(plain.getBytes(StandardCharsets.UTF_8), iv));
  }

  /** The inverse of {@link #encryptText}; throws CryptoException with one generic text. */
  public String decryptText(String base64, Iv iv) {
    try {
      return Jca.utf8(decrypt(StrictBase64.decode(base64, "a cipher text"), iv));
    } catch (CharacterCodingException e) {
      throw new CryptoException(CANNOT_DECRYPT);
    }
  }

  /** Pads with PKCS#7 (always 1 to 16 bytes) and encrypts. */
  public byte[] encrypt(byte[] plain, Iv iv) {
    int padding = BLOCK - plain.length % BLOCK;
    byte[] padded = Arrays.copyOf(plain, plain.length + padding);
    Arrays.fill(padded, plain.length, padded.length, (byte) padding);
    return ctr(padded, iv);
  }

  /** Decrypts and unpads strictly; one generic error for everything that can be wrong. */
  public byte[] decrypt(byte[] cipherText, Iv iv) {
    if (cipherText.length == 0 || cipherText.length % BLOCK != 0) {
      throw new CryptoException(CANNOT_DECRYPT);
    }
    byte[] padded = ctr(cipherText, iv);
    int padding = padded[padded.length - 1];
    int wrong = padding < 1 || padding > BLOCK ? 1 : 0;
    for (int i = 1; i <= BLOCK; i++) {
      // Every byte of the last block is looked at, so that time does not tell where it differs.
      int inPadding = i <= padding ? 1 : 0;
      wrong |= inPadding & (padded[padded.length - i] == padding ? 0 : 1);
    }
    if (wrong != 0) {
      throw new CryptoException(CANNOT_DECRYPT);
    }
    return Arrays.copyOf(padded, padded.length - padding);
  }

  private byte[] ctr(byte[] input, Iv iv) {
    Cipher cipher = Jca.cipher("AES/CTR/NoPadding");
    try {
      cipher.init(Cipher.ENCRYPT_MODE, secretKey(), iv.spec());
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw Jca.lacking("AES/CTR/NoPadding", e);
    }
  }

  SecretKey secretKey() {
    return new SecretKeySpec(bytes, "AES");
  }

  /** Equal keys, compared in constant time. */
  @Override
  public boolean equals(Object other) {
    return other instanceof AesKey that && MessageDigest.isEqual(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "AesKey[redacted]";
  }
}
