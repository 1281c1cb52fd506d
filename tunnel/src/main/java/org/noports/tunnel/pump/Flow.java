package org.noports.tunnel.pump;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.splice.SplicedStream;

/**
 * One direction of a pair: reads one socket and writes the other until end of stream.
 *
 * <p>Its {@link Source} waits without a buffer and says how many bytes are there; then a buffer of
 * that size is borrowed for one read and its {@link Delivery}. So a direction that is idle holds no
 * buffer, a busy one reads up to 1 MiB at a time, and nothing has to guess.
 *
 * <p>Begins on the virtual thread that calls it. When reads keep finding much to read it goes on in
 * the {@link FastLane}, or in the {@link SpliceLane} when there are several such flows and its
 * bytes stay as they are, or many small reads; it comes back when nothing has come for a second, or
 * nothing was taken. Used by one thread at a time; the byte count is read by others.
 */
final class Flow {
  private final String name;
  private final Source source;
  private final Delivery delivery;
  private final Pump pump;
  private volatile @Nullable SplicedStream spliced;
  // Splicing was tried and is not to be had until the flow has been idle.
  private boolean unspliceable;

  Flow(
      String name, SocketChannel from, SocketChannel to, @Nullable Conversion conversion, Pump pump)
      throws IOException {
    this.name = name;
    this.source = new Source(from, pump.poll());
    this.delivery = new Delivery(new Receiver(to, pump.poll()), conversion, pump);
    this.pump = pump;
  }

  /** Bytes carried, as they are outside the tunnel. */
  long bytes() {
    return delivery.bytes();
  }

  /** Whether the other socket took no more. */
  boolean failedWriting() {
    return delivery.receiver().failed();
  }

  /** Whether {@link #finish} tells the receiver of the end. */
  boolean endsInBand() {
    return delivery.endsInBand();
  }

  /** After the end: passes it on within the stream, or finds that it must not end here. */
  void finish() throws IOException {
    delivery.finish();
  }

  /** Sends bytes that were read before this flow began. */
  void send(byte[] head) throws IOException {
    int done = 0;
    while (done < head.length) {
      ByteBuffer buffer = delivery.borrow(head.length - done);
      int start = buffer.position();
      int length = Math.min(buffer.remaining(), head.length - done);
      delivery.deliver(buffer.put(head, done, length), start);
      done += length;
    }
  }

  /** Carries so many bytes and no more; false when the end of stream came first. */
  boolean carryExactly(int count) throws IOException {
    source.hurry(false);
    int left = count;
    while (left > 0) {
      if (source.await() == Source.Came.END) {
        return false;
      }
      left -= move(left);
    }
    return true;
  }

  /** Carries what one wait brings; false at end of stream. */
  boolean carryOnce() throws IOException {
    source.hurry(false);
    if (source.await() == Source.Came.END) {
      return false;
    }
    move(Integer.MAX_VALUE);
    return !delivery.hasEnded();
  }

  /** Carries until end of stream; an IOException from either socket ends it early. */
  void carry() throws IOException {
    Leaves leaves = carrySlowly();
    while (leaves != Leaves.AT_END) {
      leaves =
          switch (leaves) {
            case BUSY -> carryMuch();
            case CHATTY -> splice();
            case STALLED -> carryAfterStall();
            case IDLE, AT_END -> carrySlowly();
          };
    }
  }

  /** On the flow's own thread, as long as little comes. */
  private Leaves carrySlowly() throws IOException {
    source.hurry(false);
    Pace pace = new Pace();
    while (source.await() == Source.Came.BYTES) {
      pace.read(move(Integer.MAX_VALUE));
      if (delivery.hasEnded()) {
        return Leaves.AT_END;
      }
      if (pace.isChatter() && mayChatSpliced()) {
        return Leaves.CHATTY;
      }
      if (pace.isHeavy()) {
        return Leaves.BUSY;
      }
    }
    return Leaves.AT_END;
  }

  /** In the lane that suits; in the slow one when the others are full. */
  private Leaves carryMuch() throws IOException {
    pump.spliceLane().enter();
    try {
      Leaves leaves = maySplice() ? splice() : Leaves.BUSY;
      if (leaves == Leaves.BUSY) {
        Leaves[] fast = {Leaves.BUSY};
        boolean carried = pump.fastLane().run(name, () -> fast[0] = carryFast());
        leaves = carried ? fast[0] : carrySlowly();
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
    Receiver receiver = delivery.receiver();
    receiver.hurry(true);
    try (ArrayCarrier arrays = ArrayCarrier.open(source, delivery, pump)) {
      return arrays == null ? copyFast() : arrays.carry();
    } finally {
      receiver.hurry(false);
    }
  }

  private Leaves copyFast() throws IOException {
    source.hurry(true);
    Pace pace = new Pace();
    while (true) {
      switch (source.await()) {
        case END -> {
          return Leaves.AT_END;
        }
        case SILENCE -> {
          return Leaves.IDLE;
        }
        case BYTES -> {
          // To be moved.
        }
      }
      int moved = move(Integer.MAX_VALUE);
      pace.read(moved);
      if (delivery.isStalled()) {
        return Leaves.STALLED;
      }
      if (delivery.hasEnded()) {
        return Leaves.AT_END;
      }
      boolean better = pace.endsRound() && ArrayCarrier.suits(delivery.conversion());
      if (better || (moved >= Pace.LARGE && maySplice())) {
        return Leaves.BUSY;
      }
      if (pace.isLight()) {
        return Leaves.IDLE;
      }
    }
  }

  private Leaves carryAfterStall() throws IOException {
    delivery.deliverKept();
    return delivery.hasEnded() ? Leaves.AT_END : carrySlowly();
  }

  private boolean maySplice() {
    return staysAsItIs() && pump.spliceLane().suitsBusy();
  }

  private boolean mayChatSpliced() {
    return staysAsItIs() && pump.spliceLane().hasRoom();
  }

  private boolean staysAsItIs() {
    return delivery.conversion() == null && !unspliceable;
  }

  private Leaves splice() throws IOException {
    return switch (pump.spliceLane().run(this)) {
      case END_OF_STREAM -> Leaves.AT_END;
      case IDLE -> Leaves.IDLE;
      case WRITE_FAILED -> {
        delivery.receiver().hasFailed();
        throw new IOException("the receiver takes no more");
      }
      case UNABLE, READ_FAILED, STOPPED -> {
        unspliceable = true;
        yield Leaves.BUSY;
      }
    };
  }

  SocketChannel from() {
    return source.socket();
  }

  SocketChannel to() {
    return delivery.receiver().socket();
  }

  /** Bytes that were spliced. */
  void moved(long count) {
    delivery.moved(count);
  }

  /** The stream that carries this flow now, or null. */
  void splicedBy(@Nullable SplicedStream stream) {
    spliced = stream;
    if (stream != null && !(from().isOpen() && to().isOpen())) {
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

  /** One read of what came, at most so many bytes, and its write; gives how many were read. */
  private int move(int most) throws IOException {
    ByteBuffer buffer = delivery.borrow(Math.min(source.ready(), most));
    int start = buffer.position();
    boolean read = false;
    try {
      buffer.limit(start + Math.min(buffer.capacity() - start, most));
      source.read(buffer);
      read = true;
    } finally {
      if (!read) {
        delivery.giveBack(buffer);
      }
    }
    int length = buffer.position() - start;
    delivery.deliver(buffer, start);
    return length;
  }
}
