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

  /** False when all are taken. */
  public boolean take() {
    return free.tryAcquire();
  }

  public void giveBack() {
    free.release();
  }
}
