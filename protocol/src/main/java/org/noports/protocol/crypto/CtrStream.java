package org.noports.protocol.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;

/**
 * One direction of an AES-256-CTR stream without padding (sessions.md 4.4): one continuous key
 * stream, independent of chunking. Works on arrays, where the JDK's intrinsics are fastest; not
 * thread-safe.
 */
public final class CtrStream {
  /** The JDK copies an array it is asked to transform in place; this bounds what is copied. */
  private static final int SCRATCH_LIMIT = 16 * 1024;

  private final Cipher cipher = Jca.cipher("AES/CTR/NoPadding");
  private byte[] scratch = new byte[0];

  public CtrStream(AesKey key, Iv iv) {
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key.secretKey(), iv.spec());
    } catch (GeneralSecurityException e) {
      throw Jca.lacking("AES/CTR/NoPadding", e);
    }
  }

  /** Transforms {@code length} bytes in place. Encrypting and decrypting are the same. */
  public void apply(byte[] buffer, int offset, int length) {
    if (scratch.length < Math.min(length, SCRATCH_LIMIT)) {
      scratch = new byte[roundedUp(Math.min(length, SCRATCH_LIMIT))];
    }
    int done = 0;
    while (done < length) {
      int chunk = Math.min(length - done, scratch.length);
      apply(buffer, offset + done, chunk, scratch, 0);
      System.arraycopy(scratch, 0, buffer, offset + done, chunk);
      done += chunk;
    }
  }

  /** Transforms from one array into another without a copy; the arrays must not be the same. */
  public void apply(byte[] from, int fromOffset, int length, byte[] to, int toOffset) {
    if (length == 0) {
      return;
    }
    try {
      int written = cipher.update(from, fromOffset, length, to, toOffset);
      if (written != length) {
        throw new IllegalStateException("AES/CTR kept bytes back");
      }
    } catch (ShortBufferException e) {
      throw new IndexOutOfBoundsException("no room for " + length + " bytes");
    }
  }

  /** The next power of two from 64 on, so that growing reads do not allocate each time. */
  private static int roundedUp(int length) {
    return length <= 64 ? 64 : Integer.highestOneBit(length - 1) * 2;
  }
}
