package org.noports.tunnel.pump;

/** Waiting for threads whose end is certain because their sockets are closed. Stateless. */
final class Threads {
  private Threads() {}

  /** Joins uninterruptibly and keeps the interrupt. */
  static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
