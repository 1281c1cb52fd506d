package org.noports.protocol.crypto;

/**
 * One direction of an AES-256-CTR stream without padding (sessions.md 4.4): one continuous key
 * stream, independent of chunking. Works on arrays; not thread-safe.
 */
public final class CtrStream {
  public CtrStream(AesKey key, Iv iv) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Transforms {@code length} bytes in place. Encrypting and decrypting are the same. */
  public void apply(byte[] buffer, int offset, int length) {
    throw new UnsupportedOperationException("not built yet");
  }
}
