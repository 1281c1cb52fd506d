package org.noports.tunnel.pump;

/**
 * What a {@link Pump} may hold at a time.
 *
 * @param largestRead bytes one read may take, if so many are waiting
 * @param bufferMemory bytes of buffers in use at which reads fall back to the smallest buffer
 * @param fastThreads platform threads for the directions that carry most; the rest stay on virtual
 *     threads
 */
public record PumpLimits(int largestRead, long bufferMemory, int fastThreads) {
  /** The buffer a read gets when there is little to read, or no memory left. */
  public static final int SMALLEST_READ = 16 * 1024;

  public static final PumpLimits DEFAULT = new PumpLimits(1024 * 1024, 256L * 1024 * 1024, 64);

  public PumpLimits {
    if (largestRead < SMALLEST_READ || bufferMemory < largestRead || fastThreads < 0) {
      throw new IllegalArgumentException("a pump needs room for one buffer of its largest read");
    }
  }
}
