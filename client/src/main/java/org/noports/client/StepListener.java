package org.noports.client;

/**
 * Told of each milestone as it is reached, on the thread that opens the session, in order. It must
 * return at once: the session waits for it.
 */
@FunctionalInterface
public interface StepListener {
  StepListener NONE = step -> {};

  void reached(ReachedStep step);
}
