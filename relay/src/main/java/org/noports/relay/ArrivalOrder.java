package org.noports.relay;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the connections of one side in the order in which they were accepted while their threads
 * verify them in any order: pairing is by order (sessions.md 3.3), and a side may open its next
 * connection without knowing that the one before has been verified.
 *
 * <p>A connection lets those before it go first if they have spoken: bytes of theirs are waiting or
 * being verified. Silent ones hold nobody up, nor do those that stop in the middle of a line.
 * Thread-safe; the lock guards the list and the tickets.
 */
final class ArrivalOrder {
  /** Covers the moment between a thread's read and its report of it. */
  private static final Duration SETTLE = Duration.ofMillis(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Ticket> undecided = new ArrayList<>();

  /** One connection's place. */
  static final class Ticket {
    private final InputStream in;
    private boolean lineComplete;

    private Ticket(InputStream in) {
      this.in = in;
    }

    private boolean hasSpoken() {
      try {
        return lineComplete || in.available() > 0;
      } catch (IOException e) {
        return false;
      }
    }
  }

  /** For a connection that has yet to speak; called by the one thread that accepts. */
  Ticket accepted(InputStream in) {
    Ticket ticket = new Ticket(in);
    lock.lock();
    try {
      undecided.add(ticket);
      return ticket;
    } finally {
      lock.unlock();
    }
  }

  /** For a connection that has said all it has to before its order was asked for. */
  Ticket proved(InputStream in) {
    Ticket ticket = accepted(in);
    read(ticket, true);
    return ticket;
  }

  /** Bytes were read; whether they completed the line. */
  void read(Ticket ticket, boolean complete) {
    lock.lock();
    try {
      ticket.lineComplete = complete;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The connection has been queued or turned away. Idempotent. */
  void decided(Ticket ticket) {
    lock.lock();
    try {
      undecided.remove(ticket);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until everybody before has been decided or is silent; false when the limit is over. */
  boolean awaitTurn(Ticket ticket, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    boolean settled = false;
    lock.lock();
    try {
      while (true) {
        int ahead = undecided.indexOf(ticket);
        boolean spoken =
            undecided.subList(0, Math.max(ahead, 0)).stream().anyMatch(Ticket::hasSpoken);
        if (ahead <= 0 || (!spoken && settled)) {
          return true;
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        settled = !spoken;
        boolean signalled = changed.await(spoken ? left : SETTLE.toNanos(), TimeUnit.NANOSECONDS);
        settled &= !signalled;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }
}
