package org.noports.tunnel.datagrams;

import java.util.concurrent.Semaphore;

/**
 * How many flows all services of a program may have together: each costs a file handle.
 * Thread-safe.
 */
public final class FlowPlaces {
  private final Semaphore free;

  public FlowPlaces(int most) {
    free = new Semaphore(most);
  }

  boolean take() {
    return free.tryAcquire();
  }

  void giveBack() {
    free.release();
  }
}
