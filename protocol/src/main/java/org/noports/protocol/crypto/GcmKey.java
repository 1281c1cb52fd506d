package org.noports.protocol.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM with a counted nonce: four zero bytes and a sequence number (sessions.md 8.3). The
 * caller counts; a number is never used twice for sealing. Works on arrays; not thread-safe.
 */
public final class GcmKey {
  public static final int TAG_BYTES = 16;
  private static final int NONCE_BYTES = 12;

  private final Cipher cipher = Jca.cipher("AES/GCM/NoPadding");
  private final SecretKey key;

  public GcmKey(AesKey key) {
    this.key = key.secretKey();
  }

  /**
   * Encrypts one leading byte and the given ones; writes cipher text and tag to {@code to}, which
   * must be another array, and gives how many bytes.
   */
  public int seal(
      long sequence,
      byte[] aad,
      byte leading,
      byte[] from,
      int offset,
      int length,
      byte[] to,
      int toOffset) {
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key, nonce(sequence));
      cipher.updateAAD(aad);
      int written = cipher.update(new byte[] {leading}, 0, 1, to, toOffset);
      return written + cipher.doFinal(from, offset, length, to, toOffset + written);
    } catch (GeneralSecurityException e) {
      throw Jca.lacking("AES/GCM/NoPadding", e);
    }
  }

  /** Gives the plain text; CryptoException when it does not authenticate. */
  public byte[] open(long sequence, byte[] aad, byte[] from, int offset, int length) {
    try {
      cipher.init(Cipher.DECRYPT_MODE, key, nonce(sequence));
      cipher.updateAAD(aad);
      return cipher.doFinal(from, offset, length);
    } catch (AEADBadTagException e) {
      throw new CryptoException("a record does not authenticate");
    } catch (GeneralSecurityException e) {
      throw Jca.lacking("AES/GCM/NoPadding", e);
    }
  }

  private static GCMParameterSpec nonce(long sequence) {
    byte[] nonce = new byte[NONCE_BYTES];
    for (int i = 0; i < Long.BYTES; i++) {
      nonce[NONCE_BYTES - 1 - i] = (byte) (sequence >>> (8 * i));
    }
    return new GCMParameterSpec(TAG_BYTES * 8, nonce);
  }
}
