package org.noports.tunnel.pump;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.splice.SocketArrays;
import org.noports.tunnel.splice.SocketPoll;

/**
 * The socket a {@link Flow} writes to, and how long its writer may wait there: on the flow's own
 * thread for ever, on a fast one until the receiver has stood still for a second, where the system
 * tells of that. Used by one thread at a time; whether it failed is read by others.
 */
final class Receiver {
  /** A fast thread waits so long for a receiver, and is given back to those that move. */
  private static final int FAST_WRITE_MILLIS = 1_000;

  /** A wait does not hear of the socket's closing, so it is no longer than this at a time. */
  private static final int WRITE_LOOK_MILLIS = 100;

  private final SocketChannel to;
  private final @Nullable SocketPoll poll;
  private boolean hurried;
  private volatile boolean failed;

  /**
   * @param poll null where the system does not tell whether a write would wait
   */
  Receiver(SocketChannel to, @Nullable SocketPoll poll) {
    this.to = to;
    this.poll = poll;
  }

  SocketChannel socket() {
    return to;
  }

  /** Whether it took no more. */
  boolean failed() {
    return failed;
  }

  /** As found by who writes to it in another way. */
  void hasFailed() {
    failed = true;
  }

  /** Whether the writer may not wait long from now on. */
  void hurry(boolean now) {
    hurried = now;
  }

  /** Writes all; false when the receiver stood still for too long, and then the rest remains. */
  boolean write(ByteBuffer buffer) throws IOException {
    try {
      while (buffer.hasRemaining()) {
        if (hurried && !awaitRoom()) {
          return false;
        }
        to.write(buffer);
      }
      return true;
    } catch (IOException e) {
      failed = true;
      throw e;
    }
  }

  /**
   * Writes from an array, where the system tells of room; gives how many bytes were taken, fewer
   * than all when the receiver stood still for too long.
   */
  int write(SocketArrays sockets, byte[] bytes, int offset, int length) throws IOException {
    try {
      int done = 0;
      while (done < length) {
        int sent = sockets.send(bytes, offset + done, length - done);
        if (sent == 0) {
          if (!awaitRoom()) {
            break;
          }
          sent = sockets.send(bytes, offset + done, length - done);
        }
        if (sent == 0) {
          // Told of room that it can't give, the system lacks memory; this waits for some.
          int piece = Math.min(length - done, PumpLimits.SMALLEST_READ);
          sent = to.write(ByteBuffer.wrap(bytes, offset + done, piece));
        }
        done += sent;
      }
      return done;
    } catch (IOException e) {
      failed = true;
      throw e;
    }
  }

  private boolean awaitRoom() {
    int left = FAST_WRITE_MILLIS;
    while (poll != null && !poll.awaitWritable(to, WRITE_LOOK_MILLIS)) {
      left -= WRITE_LOOK_MILLIS;
      if (left <= 0) {
        return false;
      }
    }
    return true;
  }
}
