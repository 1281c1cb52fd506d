package org.noports.relay;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the connections of one side in the order in which they were accepted while their threads
 * verify them in any order: pairing is by order (sessions.md 3.3), and a side may open its next
 * connection without knowing that the one before has been verified.
 *
 * <p>A connection lets those before it go first unless they are silent: nothing of theirs waits to
 * be read, and their thread sleeps in a read. One that has read something and not yet reported it
 * does not sleep, however long the machine keeps it from going on. Silent ones hold nobody up, nor
 * do those that stop in the middle of a line. Thread-safe; the lock guards the list and the
 * tickets.
 */
final class ArrivalOrder {
  /** When to look again at one that neither sleeps nor has reported anything. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Ticket> undecided = new ArrayList<>();

  /** One connection's place. */
  static final class Ticket implements Intake.Follower {
    private final ArrivalOrder order;
    private final InputStream in;
    private boolean lineComplete;
    // The connection's thread while it is about to read, reads, or has just read. Written by it.
    private volatile @Nullable Thread reading;

    private Ticket(ArrivalOrder order, InputStream in) {
      this.order = order;
      this.in = in;
    }

    @Override
    public void reads() {
      reading = Thread.currentThread();
    }

    @Override
    public void hasRead(boolean complete) {
      reading = null;
      order.read(this, complete);
    }

    private boolean hasSpoken() {
      return lineComplete || isWaitedFor();
    }

    private boolean isWaitedFor() {
      try {
        return in.available() > 0;
      } catch (IOException e) {
        return false;
      }
    }

    /**
     * Whether the thread sleeps in a read. It cannot have read anything then: it would have to
     * report that before its next read, and its report waits for the lock, which is held here.
     */
    private boolean sleeps() {
      Thread thread = reading;
      return thread != null
          && switch (thread.getState()) {
            case WAITING, TIMED_WAITING -> reading != null;
            case NEW, RUNNABLE, BLOCKED, TERMINATED -> false;
          };
    }
  }

  /** For a connection that has yet to speak; called by the one thread that accepts. */
  Ticket accepted(InputStream in) {
    Ticket ticket = new Ticket(this, in);
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
  private void read(Ticket ticket, boolean complete) {
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
    lock.lock();
    try {
      while (true) {
        int ahead = undecided.indexOf(ticket);
        List<Ticket> before = undecided.subList(0, Math.max(ahead, 0));
        boolean spoken = before.stream().anyMatch(Ticket::hasSpoken);
        if (!spoken && before.stream().allMatch(Ticket::sleeps)) {
          return true;
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        long pause = spoken ? left : Math.min(left, LOOK_AGAIN.toNanos());
        long ignored = changed.awaitNanos(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }
}
