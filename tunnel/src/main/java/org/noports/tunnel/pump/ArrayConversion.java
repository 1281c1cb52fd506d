package org.noports.tunnel.pump;

import org.noports.protocol.tunnel.AeadRecord;

/**
 * A conversion that can also go from one large array to another, without a copy between socket and
 * cipher (bench/README.md). Both ways of converting continue each other.
 */
public interface ArrayConversion extends Conversion {
  /** What one read may bring: so many records keep two arrays within a processor's own cache. */
  int MOST = 16 * (AeadRecord.MAX_PAYLOAD + AeadRecord.OVERHEAD);

  /** How much longer than {@link #MOST} what comes out may be: what an earlier read left. */
  int MOST_ADDED = 2 * AeadRecord.MAX_PAYLOAD;

  /** How many bytes the next read should bring at most; no more than {@link #MOST}. */
  int mostToRead();

  /**
   * Converts so many bytes, no more than {@link #mostToRead} said, and gives how many came out. The
   * bytes of both arrays in front of the given places are overwritten or kept, so there must be
   * one.
   *
   * @throws BrokenStreamException when the bytes are not what the peer sent
   */
  int convert(byte[] from, int offset, int length, byte[] to, int toOffset)
      throws BrokenStreamException;
}
