package org.noports.tunnel.pump;

/**
 * Changes the bytes of one direction without changing their number: a stream cipher. One thread at
 * a time uses it.
 */
@FunctionalInterface
public interface Transform {
  /** From one array into another; they are not the same. */
  void apply(byte[] from, int fromOffset, int length, byte[] to, int toOffset);
}
