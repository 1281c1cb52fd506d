package org.noports.relay;

/** The ports a relay may listen on, both ends included. */
public record PortRange(int first, int last) {
  public PortRange {
    if (first < 1 || last > 65_535 || last <= first) {
      throw new IllegalArgumentException("a port range has at least two ports from 1 to 65535");
    }
  }

  @Override
  public String toString() {
    return first + "-" + last;
  }
}
