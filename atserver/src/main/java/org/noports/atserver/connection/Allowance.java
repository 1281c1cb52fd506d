package org.noports.atserver.connection;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * So many of something within any stretch of a time. What is refused does not count. Used by one
 * thread.
 */
public final class Allowance {
  private final int most;
  private final long frameMillis;
  private final Deque<Long> taken = new ArrayDeque<>();

  public Allowance(int most, Duration frame) {
    this.most = most;
    this.frameMillis = frame.toMillis();
  }

  /** Takes one if there is one left now. */
  public boolean take(long nowMillis) {
    while (!taken.isEmpty() && nowMillis - taken.getFirst() >= frameMillis) {
      taken.removeFirst();
    }
    if (taken.size() >= most) {
      return false;
    }
    taken.addLast(nowMillis);
    return true;
  }
}
