package org.noports.tunnel.pump;

/**
 * What a {@link Pump} may hold at a time.
 *
 * @param largestRead bytes one read may take, if so many are waiting
 * @param bufferMemory bytes of buffers, arrays and pipes, in use or kept for the next, at which
 *     reads fall back to the smallest buffer
 * @param fastThreads platform threads for the directions that carry most; the rest stay on virtual
 *     threads
 * @param splicedFrom so many busy directions at a time are spliced inside the kernel, where that is
 *     to be had and their bytes stay as they are; fewer are copied, which costs more of the
 *     processor and carries more (bench/README.md)
 */
public record PumpLimits(int largestRead, long bufferMemory, int fastThreads, int splicedFrom) {
  /** The buffer a read gets when there is little to read, or no memory left. */
  public static final int SMALLEST_READ = 16 * 1024;

  /** For {@code splicedFrom}: everything is copied. */
  public static final int NEVER_SPLICED = Integer.MAX_VALUE;

  private static final int DEFAULT_SPLICED_FROM = 2;

  public static final PumpLimits DEFAULT = new PumpLimits(1024 * 1024, 256L * 1024 * 1024, 64);

  /** Splices from two busy directions on. */
  public PumpLimits(int largestRead, long bufferMemory, int fastThreads) {
    this(largestRead, bufferMemory, fastThreads, DEFAULT_SPLICED_FROM);
  }

  public PumpLimits {
    if (largestRead < SMALLEST_READ || bufferMemory < largestRead || fastThreads < 0) {
      throw new IllegalArgumentException("a pump needs room for one buffer of its largest read");
    }
    if (splicedFrom < 1) {
      throw new IllegalArgumentException("splicing begins with one busy direction or more");
    }
  }
}
