package org.noports.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the connections of one side in the order in which they were accepted while their threads
 * verify them in any order: pairing is by order (sessions.md 3.3), and a side may open its next
 * connection without knowing that the one before has been verified.
 *
 * <p>A connection lets those before it go first unless they are silent ({@link Speaker}). Silent
 * ones hold nobody up, nor do those that stop in the middle of a line. Thread-safe; the lock guards
 * the list.
 */
final class ArrivalOrder {
  /** When to look again at one that is neither silent nor has spoken. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Ticket> undecided = new ArrayList<>();

  /** One connection's place. */
  static final class Ticket implements Intake.Follower {
    private final ArrivalOrder order;
    private final Speaker speaker;

    private Ticket(ArrivalOrder order, Speaker speaker) {
      this.order = order;
      this.speaker = speaker;
    }

    @Override
    public void reads() {
      speaker.reads();
    }

    @Override
    public void hasRead(boolean lineComplete) {
      speaker.hasRead(lineComplete);
      order.changed();
    }
  }

  /** For a connection that has yet to speak; called by the one thread that accepts. */
  Ticket accepted(Speaker speaker) {
    Ticket ticket = new Ticket(this, speaker);
    lock.lock();
    try {
      undecided.add(ticket);
      return ticket;
    } finally {
      lock.unlock();
    }
  }

  /** For a connection that has said all it has to before its order was asked for. */
  Ticket proved(Speaker speaker) {
    Ticket ticket = accepted(speaker);
    ticket.hasRead(true);
    return ticket;
  }

  /** Somebody has read something. */
  private void changed() {
    lock.lock();
    try {
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
        if (before.stream().allMatch(other -> other.speaker.isSilent())) {
          return true;
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        // Who has spoken will report a change; one about to read may fall asleep without a word.
        boolean spoken = before.stream().anyMatch(other -> other.speaker.hasSpoken());
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
