package org.noports.tunnel.pump;

/** What the reads of a {@link Flow} show about it. Used by one thread. */
final class Pace {
  /** A read of so many bytes shows a heavy stream... */
  static final int LARGE = 64 * 1024;

  /** ...when so many follow each other without small ones. */
  private static final int LARGE_READS = 4;

  /** So many small ones that follow each other show that nothing is left of it. */
  private static final int SMALL_READS = 1024;

  /** So many reads of any size... */
  private static final int READS_OF_CHATTER = 256;

  /** ...within this time show a conversation, which feels every wake-up of a virtual thread. */
  private static final long CHATTER_NANOS = 1_000_000_000L;

  private int largeReads;
  private int smallReads;
  private int reads;
  private long sinceNanos = System.nanoTime();
  private boolean chatter;

  /** One more read, of so many bytes. */
  void read(int bytes) {
    if (bytes >= LARGE) {
      largeReads++;
      smallReads = 0;
    } else if (bytes < PumpLimits.SMALLEST_READ) {
      largeReads = 0;
      smallReads++;
    } else {
      smallReads = 0;
    }
    reads++;
    chatter = false;
    if (endsRound()) {
      long now = System.nanoTime();
      chatter = now - sinceNanos < CHATTER_NANOS;
      sinceNanos = now;
    }
  }

  boolean isHeavy() {
    return largeReads >= LARGE_READS;
  }

  boolean isLight() {
    return smallReads >= SMALL_READS;
  }

  /** Whether the read was the last of a round: a time to look at what may have changed. */
  boolean endsRound() {
    return reads % READS_OF_CHATTER == 0;
  }

  /** Whether it was, and the round was that of a conversation. */
  boolean isChatter() {
    return chatter;
  }
}
