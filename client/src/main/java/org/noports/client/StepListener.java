package org.noports.client;

/**
 * Told of each milestone as it is reached, on the thread that opens the session, in order. It must
 * return at once: the session waits for it.
 */
@FunctionalInterface
public interface StepListener {
  StepListener NONE = step -> {};

  void reached(ReachedStep step);

  /** A local program was turned away: no session, or nothing behind it; on a thread of its own. */
  default void turnedAway(Exception why) {}
}
