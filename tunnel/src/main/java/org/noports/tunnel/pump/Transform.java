package org.noports.tunnel.pump;

import java.nio.ByteBuffer;

/**
 * Changes the bytes of one direction without changing their number: a stream cipher. One thread at
 * a time uses it.
 */
@FunctionalInterface
public interface Transform extends Conversion {
  /** What is transformed at a time: fits the processor's nearest cache. */
  int SLICE = 16 * 1024;

  /** From one array into another; they are not the same. */
  void apply(byte[] from, int fromOffset, int length, byte[] to, int toOffset);

  @Override
  default int headroom(int length) {
    return 0;
  }

  @Override
  default void convert(ByteBuffer buffer, Scratch scratch) {
    int end = buffer.limit();
    for (int at = buffer.position(); at < end; at += SLICE) {
      int length = Math.min(SLICE, end - at);
      buffer.get(at, scratch.in(), 0, length);
      apply(scratch.in(), 0, length, scratch.out(), 0);
      buffer.put(at, scratch.out(), 0, length);
    }
  }

  @Override
  default boolean ended() {
    return false;
  }

  @Override
  default void finish(ByteBuffer empty, Scratch scratch) {
    empty.flip();
  }

  @Override
  default boolean endsInBand() {
    return false;
  }
}
