package org.noports.protocol.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM with a counted nonce: four zero bytes and a sequence number (sessions.md 8.3). The
 * caller counts; a number is never used twice for sealing. Works from one array into another, where
 * the JDK's intrinsics are fastest; one cipher serves all its records. Not thread-safe.
 */
public final class GcmKey {
  public static final int TAG_BYTES = 16;
  private static final int NONCE_BYTES = 12;

  private final Cipher cipher = Jca.cipher("AES/GCM/NoPadding");
  private final SecretKey key;
  private final byte[] nonce = new byte[NONCE_BYTES];

  public GcmKey(AesKey key) {
    this.key = key.secretKey();
  }

  /** Encrypts; writes cipher text and tag to another array and gives how many bytes. */
  public int seal(
      long sequence,
      byte[] aad,
      int aadOffset,
      int aadLength,
      byte[] from,
      int offset,
      int length,
      byte[] to,
      int toOffset) {
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key, parameters(sequence));
      cipher.updateAAD(aad, aadOffset, aadLength);
      return cipher.doFinal(from, offset, length, to, toOffset);
    } catch (GeneralSecurityException e) {
      throw Jca.lacking("AES/GCM/NoPadding", e);
    }
  }

  /**
   * Decrypts cipher text and tag into another array and gives how many bytes; CryptoException when
   * they do not authenticate, and then no plain text is left in that array.
   */
  public int open(
      long sequence,
      byte[] aad,
      int aadOffset,
      int aadLength,
      byte[] from,
      int offset,
      int length,
      byte[] to,
      int toOffset) {
    try {
      cipher.init(Cipher.DECRYPT_MODE, key, parameters(sequence));
      cipher.updateAAD(aad, aadOffset, aadLength);
      return cipher.doFinal(from, offset, length, to, toOffset);
    } catch (AEADBadTagException e) {
      throw new CryptoException("a record does not authenticate");
    } catch (GeneralSecurityException e) {
      throw Jca.lacking("AES/GCM/NoPadding", e);
    }
  }

  private GCMParameterSpec parameters(long sequence) {
    for (int i = 0; i < Long.BYTES; i++) {
      nonce[NONCE_BYTES - 1 - i] = (byte) (sequence >>> (8 * i));
    }
    return new GCMParameterSpec(TAG_BYTES * 8, nonce);
  }
}
