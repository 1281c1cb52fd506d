package org.noports.tunnel.pump;

/** Sizes of a pump's buffers in bytes: from the first to the second while reads fill them. */
public record PumpLimits(int smallestBuffer, int largestBuffer) {
  public static final PumpLimits DEFAULT = new PumpLimits(16 * 1024, 1024 * 1024);
}
