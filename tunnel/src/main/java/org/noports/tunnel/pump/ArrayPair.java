package org.noports.tunnel.pump;

/** Two arrays for one read, its {@link ArrayConversion} and its write. Of one thread at a time. */
final class ArrayPair {
  /** Where content begins: a conversion needs the byte before. */
  static final int START = 1;

  private static final int IN = START + ArrayConversion.MOST;
  private static final int OUT = IN + ArrayConversion.MOST_ADDED;

  /** What a pair takes of memory. */
  static final int BYTES = IN + OUT;

  private final byte[] in = new byte[IN];
  private final byte[] out = new byte[OUT];

  byte[] in() {
    return in;
  }

  byte[] out() {
    return out;
  }
}
