package org.noports.tunnel.pump;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.splice.SocketPoll;
import org.noports.tunnel.splice.SplicedStream;

/**
 * One direction of a pair: reads one socket and writes the other until end of stream.
 *
 * <p>It waits for bytes with a read of one byte, or in the fast lane with {@link SocketPoll}, which
 * needs no buffer; then asks how many more are there and borrows a buffer of that size for one read
 * and its write. So a direction that is idle holds no buffer, a busy one reads up to 1 MiB at a
 * time, and nothing has to guess.
 *
 * <p>Begins on the virtual thread that calls it. When reads keep finding much to read it goes on in
 * the {@link FastLane}, or in the {@link SpliceLane} when there are several such flows and its
 * bytes stay as they are, or many small reads; it comes back when nothing has come for a second, or
 * nothing was taken. Used by one thread at a time; the byte count is read by others.
 */
final class Flow {
  /** A read of so many bytes shows a heavy stream... */
  private static final int LARGE = 64 * 1024;

  /** ...when so many follow each other without... */
  private static final int LARGE_READS_TO_RISE = 4;

  /** ...as many small ones as take it back to the slow lane. */
  static final int SMALL_READS_TO_SINK = 1024;

  private static final int FAST_WAIT_MILLIS = 1_000;

  /** A wait by poll does not hear of the socket's closing, so it is no longer at a time. */
  private static final int READ_LOOK_MILLIS = 20;

  /** So many reads of any size... */
  private static final int READS_OF_CHATTER = 256;

  /** ...within this time show a conversation, which feels every wake-up of a virtual thread. */
  private static final long CHATTER_NANOS = 1_000_000_000L;

  private enum Lane {
    SLOW,
    FAST
  }

  /** What a receiver has not taken in time, and how many bytes it counts for. */
  private record Stalled(ByteBuffer rest, int length) {}

  private final String name;
  private final SocketChannel from;
  private final Receiver receiver;
  private final @Nullable Conversion conversion;
  private final Pump pump;
  private final Socket fromSocket;
  private final InputStream in;
  private final byte[] one = new byte[1];
  private final AtomicLong bytes = new AtomicLong();
  private volatile @Nullable SplicedStream spliced;
  // Splicing was tried and is not to be had until the flow has been idle.
  private boolean unspliceable;
  private @Nullable Stalled stalled;

  Flow(
      String name, SocketChannel from, SocketChannel to, @Nullable Conversion conversion, Pump pump)
      throws IOException {
    this.name = name;
    this.from = from;
    this.receiver = new Receiver(to, pump.poll());
    this.conversion = conversion;
    this.pump = pump;
    this.fromSocket = from.socket();
    this.in = fromSocket.getInputStream();
  }

  /** Bytes carried, as they are outside the tunnel. */
  long bytes() {
    return bytes.get();
  }

  /** Whether the other socket took no more. */
  boolean failedWriting() {
    return receiver.failed();
  }

  /** Sends bytes that were read before this flow began. */
  void send(byte[] head) throws IOException {
    int done = 0;
    while (done < head.length) {
      ByteBuffer buffer = borrow(head.length - done);
      try {
        int length = Math.min(buffer.remaining(), head.length - done);
        int start = buffer.position();
        buffer.put(head, done, length);
        buffer.limit(buffer.position()).position(start);
        deliver(buffer);
        done += length;
      } finally {
        pump.buffers().giveBack(buffer);
      }
    }
  }

  /** Carries so many bytes and no more; false when the end of stream came first. */
  boolean carryExactly(int count) throws IOException {
    fromSocket.setSoTimeout(0);
    int left = count;
    while (left > 0) {
      if (in.read(one, 0, 1) < 0) {
        return false;
      }
      left -= move(true, Math.min(in.available(), left - 1), left);
    }
    return true;
  }

  /** Carries what one wait brings; false at end of stream. */
  boolean carryOnce() throws IOException {
    fromSocket.setSoTimeout(0);
    if (in.read(one, 0, 1) < 0) {
      return false;
    }
    move(true, in.available(), Integer.MAX_VALUE);
    return !hasEnded();
  }

  /** Whether the peer has said within the stream that nothing follows. */
  private boolean hasEnded() {
    return conversion != null && conversion.ended();
  }

  /** Whether {@link #finish} tells the receiver of the end. */
  boolean endsInBand() {
    return conversion != null && conversion.endsInBand();
  }

  /** After the end: passes it on within the stream, or finds that it must not end here. */
  void finish() throws IOException {
    if (conversion == null || conversion.ended()) {
      return;
    }
    ByteBuffer buffer = pump.buffers().borrow(1);
    Scratch scratch = pump.scratch().borrow();
    try {
      conversion.finish(buffer, scratch);
      receiver.write(buffer);
    } finally {
      pump.scratch().giveBack(scratch);
      pump.buffers().giveBack(buffer);
    }
  }

  /** Carries until end of stream; an IOException from either socket ends it early. */
  void carry() throws IOException {
    Leaves leaves = carry(Lane.SLOW);
    while (leaves != Leaves.AT_END) {
      leaves =
          switch (leaves) {
            case BUSY -> carryMuch();
            case CHATTY -> splice();
            case STALLED -> carryAfterStall();
            case IDLE, AT_END -> carry(Lane.SLOW);
          };
    }
  }

  /** In the lane that suits; in the slow one when the others are full. */
  private Leaves carryMuch() throws IOException {
    pump.spliceLane().enter();
    try {
      Leaves leaves = maySplice() ? splice() : Leaves.BUSY;
      if (leaves == Leaves.BUSY) {
        Leaves[] fast = {Leaves.BUSY};
        boolean carried = pump.fastLane().run(name, () -> fast[0] = carryFast());
        leaves = carried ? fast[0] : carry(Lane.SLOW);
      }
      if (leaves == Leaves.IDLE) {
        unspliceable = false;
      }
      return leaves;
    } finally {
      pump.spliceLane().leave();
    }
  }

  private Leaves carryFast() throws IOException {
    receiver.hurry(true);
    try (ArrayCarrier arrays = ArrayCarrier.open(this, receiver, pump)) {
      return arrays == null ? carry(Lane.FAST) : arrays.carry();
    } finally {
      receiver.hurry(false);
    }
  }

  /** On the flow's own thread, which may wait for the receiver as long as it likes. */
  private Leaves carryAfterStall() throws IOException {
    Stalled left = stalled;
    stalled = null;
    if (left != null) {
      try {
        receiver.write(left.rest());
        bytes.addAndGet(left.length());
      } finally {
        pump.buffers().giveBack(left.rest());
      }
    }
    return hasEnded() ? Leaves.AT_END : carry(Lane.SLOW);
  }

  private boolean maySplice() {
    return conversion == null && !unspliceable && pump.spliceLane().suitsBusy();
  }

  private boolean mayChatSpliced() {
    return conversion == null && !unspliceable && pump.spliceLane().hasRoom();
  }

  private Leaves splice() throws IOException {
    return switch (pump.spliceLane().run(this)) {
      case END_OF_STREAM -> Leaves.AT_END;
      case IDLE -> Leaves.IDLE;
      case WRITE_FAILED -> {
        receiver.hasFailed();
        throw new IOException("the receiver takes no more");
      }
      case UNABLE, READ_FAILED, STOPPED -> {
        unspliceable = true;
        yield Leaves.BUSY;
      }
    };
  }

  @Nullable Conversion conversion() {
    return conversion;
  }

  SocketChannel from() {
    return from;
  }

  SocketChannel to() {
    return receiver.socket();
  }

  /** Bytes passed on in another way than by {@link #move}. */
  void moved(long count) {
    bytes.addAndGet(count);
  }

  boolean isStalled() {
    return stalled != null;
  }

  /** Keeps what the receiver did not take in time; it counts for so many bytes. */
  void keep(ByteBuffer rest, int length) {
    stalled = new Stalled(rest, length);
  }

  /** The stream that carries this flow now, or null. */
  void splicedBy(@Nullable SplicedStream stream) {
    spliced = stream;
    if (stream != null && !(from.isOpen() && to().isOpen())) {
      stream.stop();
    }
  }

  /** After the sockets were closed: whatever carries this flow lets go of them. */
  void stop() {
    SplicedStream stream = spliced;
    if (stream != null) {
      stream.stop();
    }
  }

  private Leaves carry(Lane lane) throws IOException {
    setWait(lane);
    @Nullable SocketPoll poll = lane == Lane.FAST ? pump.poll() : null;
    int largeReads = 0;
    int smallReads = 0;
    int reads = 0;
    long sinceNanos = System.nanoTime();
    while (true) {
      int waiting = in.available();
      if (waiting == 0 && poll != null) {
        if (!awaitBytes(poll)) {
          return Leaves.IDLE;
        }
        waiting = in.available();
      }
      // Nothing there although there is something to hear: the end of stream, or a failure.
      boolean waited = waiting == 0;
      if (waited) {
        try {
          if (in.read(one, 0, 1) < 0) {
            return Leaves.AT_END;
          }
        } catch (SocketTimeoutException e) {
          return Leaves.IDLE;
        }
        waiting = in.available();
      }
      int moved = move(waited, waiting, Integer.MAX_VALUE);
      if (stalled != null) {
        return Leaves.STALLED;
      }
      if (hasEnded()) {
        return Leaves.AT_END;
      }
      if (++reads == READS_OF_CHATTER) {
        long now = System.nanoTime();
        if (lane == Lane.SLOW && now - sinceNanos < CHATTER_NANOS && mayChatSpliced()) {
          return Leaves.CHATTY;
        }
        if (lane == Lane.FAST && ArrayCarrier.suits(this)) {
          return Leaves.BUSY;
        }
        reads = 0;
        sinceNanos = now;
      }
      if (moved >= LARGE) {
        largeReads++;
        smallReads = 0;
        if (lane == Lane.SLOW ? largeReads >= LARGE_READS_TO_RISE : maySplice()) {
          return Leaves.BUSY;
        }
      } else if (moved < PumpLimits.SMALLEST_READ) {
        largeReads = 0;
        smallReads++;
        if (lane == Lane.FAST && smallReads >= SMALL_READS_TO_SINK) {
          return Leaves.IDLE;
        }
      }
    }
  }

  /**
   * On a fast thread; false when nothing has come for a while. A read of the JDK that waits with a
   * limit costs seven calls of the system, and takes a byte by itself.
   */
  boolean awaitBytes(SocketPoll poll) {
    int left = FAST_WAIT_MILLIS;
    while (!poll.awaitReadable(from, READ_LOOK_MILLIS)) {
      left -= READ_LOOK_MILLIS;
      if (left <= 0) {
        return false;
      }
    }
    return true;
  }

  private void setWait(Lane lane) throws SocketException {
    fromSocket.setSoTimeout(lane == Lane.FAST ? FAST_WAIT_MILLIS : 0);
  }

  /** A buffer with room for so many bytes if limits allow, from its position on. */
  private ByteBuffer borrow(int wanted) {
    if (conversion == null) {
      return pump.buffers().borrow(wanted);
    }
    int headroom = conversion.headroom(wanted);
    ByteBuffer buffer = pump.buffers().borrow(wanted + headroom, conversion.headroom(1) + 1);
    return buffer.position(conversion.headroom(buffer.capacity()));
  }

  /** One read and its write: the byte already read, and what waits. */
  private int move(boolean oneRead, int waiting, int most) throws IOException {
    ByteBuffer buffer = borrow(waiting + 1);
    try {
      int start = buffer.position();
      if (oneRead) {
        buffer.put(one[0]);
      }
      if (waiting > 0) {
        buffer.limit(start + Math.min(buffer.capacity() - start, most));
        from.read(buffer);
      }
      int length = buffer.position() - start;
      buffer.limit(buffer.position()).position(start);
      deliver(buffer);
      return length;
    } finally {
      if (stalled == null) {
        pump.buffers().giveBack(buffer);
      }
    }
  }

  private void deliver(ByteBuffer buffer) throws IOException {
    int read = buffer.remaining();
    if (conversion != null) {
      Scratch scratch = pump.scratch().borrow();
      try {
        conversion.convert(buffer, scratch);
      } finally {
        pump.scratch().giveBack(scratch);
      }
    }
    int length = endsInBand() ? read : buffer.remaining();
    if (receiver.write(buffer)) {
      bytes.addAndGet(length);
    } else {
      stalled = new Stalled(buffer, length);
    }
  }
}
