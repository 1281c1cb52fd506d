package org.noports.relay;

/** What pairs of connections have carried: those that have ended and those that live. */
public record Totals(long pairsStarted, long pairsEnded, long bytesAToB, long bytesBToA) {
  public static final Totals NONE = new Totals(0, 0, 0, 0);

  public Totals plus(Totals other) {
    return new Totals(
        pairsStarted + other.pairsStarted,
        pairsEnded + other.pairsEnded,
        bytesAToB + other.bytesAToB,
        bytesBToA + other.bytesBToA);
  }

  public long pairsLive() {
    return pairsStarted - pairsEnded;
  }

  /** Both directions. */
  public long bytes() {
    return bytesAToB + bytesBToA;
  }
}
