package org.noports.tunnel.pump;

import org.noports.protocol.tunnel.AeadRecordWriter;

/**
 * Two arrays to convert through: ciphers are three to four times faster on arrays than on direct
 * buffers, and copies of what fits the processor's nearest cache cost little. Of one thread at a
 * time; what it holds is of no meaning to the next.
 */
public final class Scratch {
  /** Bytes of each array: a little more than the largest record. */
  public static final int LENGTH = 16 * 1024 + 64;

  static {
    assert LENGTH >= AeadRecordWriter.MAX_BYTES_A_CALL;
  }

  private final byte[] in = new byte[LENGTH];
  private final byte[] out = new byte[LENGTH];

  Scratch() {}

  /** One that no pump lends. */
  public static Scratch one() {
    return new Scratch();
  }

  public byte[] in() {
    return in;
  }

  public byte[] out() {
    return out;
  }
}
