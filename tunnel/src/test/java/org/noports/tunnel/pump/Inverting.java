package org.noports.tunnel.pump;

import java.util.concurrent.atomic.AtomicLong;

/** A conversion for arrays whose effect is seen in every byte, and undone by the same. */
final class Inverting implements Transform, ArrayConversion {
  private final AtomicLong inArrays = new AtomicLong();

  /** How many bytes were converted from large array to large array. */
  long inArrays() {
    return inArrays.get();
  }

  @Override
  public void apply(byte[] from, int fromOffset, int length, byte[] to, int toOffset) {
    for (int i = 0; i < length; i++) {
      to[toOffset + i] = (byte) ~from[fromOffset + i];
    }
  }

  @Override
  public int mostToRead() {
    return MOST;
  }

  @Override
  public int convert(byte[] from, int offset, int length, byte[] to, int toOffset) {
    apply(from, offset, length, to, toOffset);
    inArrays.addAndGet(length);
    return length;
  }
}
