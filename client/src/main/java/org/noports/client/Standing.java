package org.noports.client;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.rendezvous.DataConnection;

/**
 * The session of the moment, or why there is none. Whoever wants a connection meanwhile waits for
 * the next session, up to a limit. Thread-safe: the lock guards all fields below it, never I/O; the
 * keep-alive's thread writes the session.
 */
final class Standing {
  /** How soon a connection is tried again on a session that did not give one. */
  private static final Duration RETRY = Duration.ofMillis(250);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable LiveSession session;
  private String why = "no session has come about yet";
  private int waiting;
  private boolean closed;

  /** From now on connections go through this session. */
  void use(LiveSession next) {
    lock.lock();
    try {
      session = next;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** There is no session, for this reason. */
  void lost(String reason) {
    lock.lock();
    try {
      session = null;
      why = reason;
    } finally {
      lock.unlock();
    }
  }

  /** Whoever waits, and will wait, is turned away. */
  void close() {
    lock.lock();
    try {
      session = null;
      closed = true;
      why = "the program is stopping";
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Rests at most so long; less when somebody waits for a connection, or on closing. */
  void rest(Duration most) throws InterruptedException {
    long left = most.toNanos();
    lock.lock();
    try {
      while (left > 0 && !closed && waiting == 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether somebody waits for a connection. */
  boolean isWanted() {
    lock.lock();
    try {
      return waiting > 0;
    } finally {
      lock.unlock();
    }
  }

  /** A connection of whatever session there is within the limit. */
  DataConnection dial(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    @Nullable IOException failure = null;
    while (true) {
      LiveSession current = await(deadline, limit, failure);
      try {
        return current.dial();
      } catch (IOException e) {
        failure = e;
        awaitOther(current);
      }
    }
  }

  private LiveSession await(long deadline, Duration limit, @Nullable IOException failure)
      throws InterruptedException {
    lock.lock();
    try {
      waiting++;
      changed.signalAll();
      long left = deadline - System.nanoTime();
      while (session == null && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (session != null && left > 0) {
        return session;
      }
      throw new ClientException.NoConnection(
          session != null && failure != null ? reason(failure) : why, limit, failure);
    } finally {
      waiting--;
      lock.unlock();
    }
  }

  private static String reason(IOException failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  /** The session may be lost without having ended yet. */
  private void awaitOther(LiveSession failed) throws InterruptedException {
    long left = RETRY.toNanos();
    lock.lock();
    try {
      while (session == failed && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
