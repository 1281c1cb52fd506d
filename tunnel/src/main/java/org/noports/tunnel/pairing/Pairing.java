package org.noports.tunnel.pairing;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The pairing of one session at the relay: the n-th waiting connection of side A with the n-th of
 * side B (sessions.md 3.2, 3.3). A state machine without sockets, threads or clock.
 *
 * <pre>
 * state    event                                   next
 * GRACE    arrived, other queue empty              GRACE, the connection waits
 * GRACE    arrived, other queue not empty          GRACE, a pair is made of it and the other's head
 * GRACE    gone, waiting                           GRACE, it leaves its queue
 * GRACE    pair ended                              GRACE
 * GRACE    grace over, pairs live                  SERVING
 * GRACE    grace over, no pair                     CLOSED
 * SERVING  arrived, gone                           as in GRACE
 * SERVING  pair ended, others live                 SERVING
 * SERVING  pair ended, it was the last             CLOSED
 * any      close                                   CLOSED
 * CLOSED   anything                                CLOSED, nothing is queued any more
 * </pre>
 *
 * <p>Not thread-safe: its session calls it under one lock.
 *
 * @param <C> a connection, equal only to itself
 */
public final class Pairing<C> {
  /** Where a session is in its life. */
  public enum State {
    GRACE,
    SERVING,
    CLOSED
  }

  /** Two connections that belong together. */
  public record Pair<C>(C a, C b) {}

  private final Deque<C> waitingA = new ArrayDeque<>();
  private final Deque<C> waitingB = new ArrayDeque<>();
  private State state = State.GRACE;
  private int livePairs;

  public Pairing() {}

  /** An authenticated connection: the pair it completes, or null when it waits. */
  public @Nullable Pair<C> arrived(Side side, C connection) {
    if (state == State.CLOSED) {
      throw new IllegalStateException("the session is closed");
    }
    C other = queue(side.other()).pollFirst();
    if (other == null) {
      queue(side).addLast(connection);
      return null;
    }
    livePairs++;
    return side == Side.A ? new Pair<>(connection, other) : new Pair<>(other, connection);
  }

  /** A waiting connection whose peer has closed; false when it does not wait (any more). */
  public boolean gone(Side side, C connection) {
    return queue(side).remove(connection);
  }

  /** A pair has ended. */
  public State pairEnded() {
    livePairs--;
    if (state == State.SERVING && livePairs == 0) {
      state = State.CLOSED;
    }
    return state;
  }

  /** The time in which a first pair must form is over. */
  public State graceOver() {
    if (state == State.GRACE) {
      state = livePairs > 0 ? State.SERVING : State.CLOSED;
    }
    return state;
  }

  public void close() {
    state = State.CLOSED;
    waitingA.clear();
    waitingB.clear();
  }

  public State state() {
    return state;
  }

  public int livePairs() {
    return livePairs;
  }

  public int waiting(Side side) {
    return queue(side).size();
  }

  private Deque<C> queue(Side side) {
    return side == Side.A ? waitingA : waitingB;
  }
}
