package org.noports.tunnel.pump;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Two connected sockets and the bytes between them (sessions.md 3.4, 4.5). Owns both: they are
 * closed when it ends.
 *
 * <pre>
 * both directions open --end of stream--> that direction closed: FIN passed on, the other goes on
 *                      --write fails----> that direction closed: what its reader sent is delivered;
 *                                         both reset when its end would have been told in the stream
 *                      --read fails-----> both reset
 * one direction closed --end of stream, write fails--> both closed
 *                      --read fails, or silent for the half-close limit--> both reset
 * any                  --not what the peer sent--> both reset
 * any                  --close()--------> both closed
 * </pre>
 *
 * <p>A direction whose conversion tells the end within the stream passes no FIN on: its receiver's
 * socket stays open until both ends have been told (sessions.md 8.3). Such a pair is reset when it
 * is closed before: an end of stream would pass for the peer's.
 *
 * <p>Each direction runs on the thread that calls {@link #carryFromA} or {@link #carryFromB}; the
 * one that ends first stays to watch the other. The lock guards the states, never I/O.
 */
public final class JoinedSockets implements Closeable {
  /** How long the peer gets to close after both ends have been told. */
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private static final Logger LOG = System.getLogger(JoinedSockets.class.getName());

  private final String name;
  private final SocketChannel a;
  private final SocketChannel b;
  private final Flow fromA;
  private final Flow fromB;
  private final Opening opening;
  private final Duration halfCloseIdle;
  private final long openedNanos = System.nanoTime();
  private final CountDownLatch answered = new CountDownLatch(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // All guarded by the lock.
  private int directionsOpen = 2;
  private boolean ending;
  private @Nullable JoinEnd end;

  /**
   * Joins two connected, blocking sockets.
   *
   * @param aToB what that direction does with its bytes; null to copy them
   */
  public JoinedSockets(
      String name,
      Pump pump,
      SocketChannel a,
      SocketChannel b,
      @Nullable Conversion aToB,
      @Nullable Conversion bToA,
      Opening opening,
      Duration halfCloseIdle)
      throws IOException {
    this.name = name;
    this.a = a;
    this.b = b;
    this.opening = opening;
    this.halfCloseIdle = halfCloseIdle;
    fromA = new Flow(name + " A->B", a, b, aToB, pump);
    fromB = new Flow(name + " B->A", b, a, bToA, pump);
    Sockets.tune(a);
    Sockets.tune(b);
  }

  /** Carries both directions, the second on a virtual thread of its own; returns at the end. */
  public JoinResult run() {
    Thread other =
        Thread.ofVirtual()
            .name(Thread.currentThread().getName() + " B->A")
            .start(() -> carryFromB(new byte[0]));
    carryFromA(new byte[0]);
    Threads.join(other);
    return result();
  }

  /**
   * Carries direction A to B on the calling thread, beginning with bytes read before; returns when
   * the pair has ended.
   */
  public void carryFromA(byte[] head) {
    carry(
        fromA,
        b,
        () -> {
          fromA.send(head);
          if (opening.bytes() > 0) {
            if (!fromA.carryExactly(opening.bytes())) {
              return;
            }
            awaitAnswer(opening.within());
          }
          fromA.carry();
        });
  }

  /** As {@link #carryFromA}, for the other direction. */
  public void carryFromB(byte[] head) {
    carry(
        fromB,
        a,
        () -> {
          fromB.send(head);
          boolean more = head.length > 0 || fromB.carryOnce();
          answered.countDown();
          if (more) {
            fromB.carry();
          }
        });
  }

  /** Sends bytes from A that were read before its direction is carried; for another thread. */
  void sendFromA(byte[] head) {
    sendEarly(fromA, head);
  }

  void sendFromB(byte[] head) {
    sendEarly(fromB, head);
    answered.countDown();
  }

  private void sendEarly(Flow flow, byte[] head) {
    try {
      flow.send(head);
    } catch (IOException e) {
      // The direction's own thread will meet the same failure; it also keeps the states.
      end(JoinEnd.RESET);
    }
  }

  /** Waits until both directions have ended. */
  public JoinResult result() {
    lock.lock();
    try {
      while (end == null) {
        changed.awaitUninterruptibly();
      }
      return new JoinResult(end, fromA.bytes(), fromB.bytes());
    } finally {
      lock.unlock();
    }
  }

  /** Bytes from A delivered to B so far. */
  public long bytesFromA() {
    return fromA.bytes();
  }

  /** Bytes from B delivered to A so far. */
  public long bytesFromB() {
    return fromB.bytes();
  }

  /** Whether a byte from B has been delivered. */
  public boolean isAnswered() {
    return answered.getCount() == 0;
  }

  /** Closes both sockets; the threads that carry come back at once. */
  @Override
  public void close() {
    end(JoinEnd.STOPPED);
  }

  private void carry(Flow flow, SocketChannel to, FastLane.Work work) {
    boolean known = false;
    try {
      work.run();
      holdEnd(flow);
      flow.finish();
      closeDirection(flow, to);
      known = true;
    } catch (BrokenStreamException e) {
      LOG.log(Level.WARNING, () -> name + ": " + e.getMessage() + "; both ends are reset");
      end(JoinEnd.BROKEN);
      known = true;
    } catch (IOException e) {
      if (flow.failedWriting() && !flow.endsInBand()) {
        directionClosed();
      } else {
        holdEnd(flow);
        end(JoinEnd.RESET);
      }
      known = true;
    } finally {
      if (!known) {
        end(JoinEnd.RESET);
      }
    }
    watch(flow == fromA ? fromB : fromA);
  }

  private void closeDirection(Flow flow, SocketChannel to) {
    try {
      if (!flow.endsInBand()) {
        to.shutdownOutput();
      } else if (isLastDirection()) {
        // The peer knows now that both have ended and closes. Some relays drop what is on its way
        // when a side closes, and that would be the end we told.
        Sockets.awaitClose(to, CLOSE_LIMIT);
      }
    } catch (IOException e) {
      // Gone already: there is nobody left to tell.
    }
    directionClosed();
  }

  private boolean isLastDirection() {
    lock.lock();
    try {
      return directionsOpen == 1;
    } finally {
      lock.unlock();
    }
  }

  private void directionClosed() {
    lock.lock();
    try {
      directionsOpen--;
      if (directionsOpen > 0) {
        return;
      }
    } finally {
      lock.unlock();
    }
    end(JoinEnd.CLOSED);
  }

  /** Waits for the end of the other direction, and resets both when it is silent too long. */
  private void watch(Flow other) {
    long limit = halfCloseIdle.toNanos();
    long seen = other.bytes();
    boolean silent = false;
    lock.lock();
    try {
      long left = limit;
      while (end == null && !silent) {
        left = awaitChange(left);
        if (left <= 0) {
          silent = other.bytes() == seen;
          seen = other.bytes();
          left = limit;
        }
      }
    } finally {
      lock.unlock();
    }
    if (silent) {
      end(JoinEnd.HALF_CLOSED_IDLE);
    }
  }

  /** The lock is held; not interruptible, because closing the pair ends the wait. */
  private long awaitChange(long nanos) {
    long deadline = System.nanoTime() + nanos;
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return changed.awaitNanos(deadline - System.nanoTime());
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void awaitAnswer(Duration sinceOpened) {
    long left = openedNanos + sinceOpened.toNanos() - System.nanoTime();
    try {
      if (left > 0 && !answered.await(left, TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void holdEnd(Flow flow) {
    if (flow == fromA && opening.holdEnd().isPositive()) {
      awaitAnswer(opening.holdEnd());
    }
  }

  /** Closes before it tells: whoever waits for the end may close as well, and not by a reset. */
  private void end(JoinEnd how) {
    lock.lock();
    try {
      if (ending) {
        return;
      }
      ending = true;
    } finally {
      lock.unlock();
    }
    boolean reset =
        switch (how) {
          case CLOSED -> false;
          case STOPPED -> fromA.endsInBand() || fromB.endsInBand();
          case RESET, HALF_CLOSED_IDLE, BROKEN -> true;
        };
    Sockets.close(a, reset);
    Sockets.close(b, reset);
    fromA.stop();
    fromB.stop();
    lock.lock();
    try {
      end = how;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    answered.countDown();
  }
}
