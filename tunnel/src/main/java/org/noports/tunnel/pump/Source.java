package org.noports.tunnel.pump;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.splice.SocketPoll;

/**
 * The socket a {@link Flow} reads from, and how it waits there: on the flow's own thread for ever,
 * with a read of one byte that needs no buffer; on a fast one by {@link SocketPoll} until nothing
 * has come for a second. Then it asks how many bytes there are. Used by one thread at a time.
 */
final class Source {
  private static final int FAST_WAIT_MILLIS = 1_000;

  /** A wait by poll does not hear of the socket's closing, so it is no longer at a time. */
  private static final int READ_LOOK_MILLIS = 20;

  /** What a wait has brought. */
  enum Came {
    BYTES,
    SILENCE,
    END
  }

  private final SocketChannel from;
  private final @Nullable SocketPoll poll;
  private final Socket socket;
  private final InputStream in;
  private final byte[] one = new byte[1];
  private boolean hurried;
  // Whether one byte of what came has been read already, and how many are there besides.
  private boolean oneRead;
  private int waiting;

  /**
   * @param poll null where the system does not tell whether there is something to read
   */
  Source(SocketChannel from, @Nullable SocketPoll poll) throws IOException {
    this.from = from;
    this.poll = poll;
    this.socket = from.socket();
    this.in = socket.getInputStream();
  }

  SocketChannel socket() {
    return from;
  }

  /** Whether the reader may not wait long from now on. */
  void hurry(boolean now) throws SocketException {
    hurried = now;
    socket.setSoTimeout(now ? FAST_WAIT_MILLIS : 0);
  }

  /** Waits for what {@link #read} takes. */
  Came await() throws IOException {
    waiting = in.available();
    if (waiting == 0 && hurried && poll != null) {
      if (!awaitBytes()) {
        return Came.SILENCE;
      }
      waiting = in.available();
    }
    // Nothing there although there is something to hear: the end of stream, or a failure.
    oneRead = waiting == 0;
    if (oneRead) {
      try {
        if (in.read(one, 0, 1) < 0) {
          return Came.END;
        }
      } catch (SocketTimeoutException e) {
        return Came.SILENCE;
      }
      waiting = in.available();
    }
    return Came.BYTES;
  }

  /**
   * On a fast thread, where the system tells; false when nothing has come for a while. A read of
   * the JDK that waits with a limit costs seven calls of the system, and takes a byte by itself.
   */
  boolean awaitBytes() {
    int left = FAST_WAIT_MILLIS;
    while (poll != null && !poll.awaitReadable(from, READ_LOOK_MILLIS)) {
      left -= READ_LOOK_MILLIS;
      if (left <= 0) {
        return false;
      }
    }
    return true;
  }

  /** How many bytes a read after the wait finds, at least. */
  int ready() {
    return waiting + (oneRead ? 1 : 0);
  }

  /** One read of what came, as much as there is room for. */
  void read(ByteBuffer into) throws IOException {
    if (oneRead) {
      into.put(one[0]);
    }
    if (waiting > 0 && into.hasRemaining()) {
      from.read(into);
    }
  }
}
