package org.noports.tunnel.pump;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the bytes a {@link Flow} has read: they are converted, if they are to be, written
 * and counted; what a receiver that stands still has not taken is kept. Used by one thread at a
 * time; the count is read by others.
 */
final class Delivery {
  /** What a receiver has not taken in time, and how many bytes it counts for. */
  private record Stalled(ByteBuffer rest, int length) {}

  private final Receiver receiver;
  private final @Nullable Conversion conversion;
  private final Pump pump;
  private final AtomicLong bytes = new AtomicLong();
  private @Nullable Stalled stalled;

  Delivery(Receiver receiver, @Nullable Conversion conversion, Pump pump) {
    this.receiver = receiver;
    this.conversion = conversion;
    this.pump = pump;
  }

  Receiver receiver() {
    return receiver;
  }

  @Nullable Conversion conversion() {
    return conversion;
  }

  /** Bytes delivered, as they are outside the tunnel. */
  long bytes() {
    return bytes.get();
  }

  /** Bytes passed on in another way than by {@link #deliver}. */
  void moved(long count) {
    bytes.addAndGet(count);
  }

  /** Whether {@link #finish} tells the receiver of the end. */
  boolean endsInBand() {
    return conversion != null && conversion.endsInBand();
  }

  /** Whether the peer has said within the stream that nothing follows. */
  boolean hasEnded() {
    return conversion != null && conversion.ended();
  }

  /** A buffer with room for so many bytes if limits allow, from its position on. */
  ByteBuffer borrow(int wanted) {
    if (conversion == null) {
      return pump.buffers().borrow(wanted);
    }
    int headroom = conversion.headroom(wanted);
    ByteBuffer buffer = pump.buffers().borrow(wanted + headroom, conversion.headroom(1) + 1);
    return buffer.position(conversion.headroom(buffer.capacity()));
  }

  /** For a borrowed buffer that is not delivered. */
  void giveBack(ByteBuffer buffer) {
    pump.buffers().giveBack(buffer);
  }

  /**
   * Passes on a borrowed buffer's bytes, from the place where it was borrowed to its position, and
   * gives it back or keeps it.
   */
  void deliver(ByteBuffer buffer, int start) throws IOException {
    buffer.limit(buffer.position()).position(start);
    int read = buffer.remaining();
    boolean kept = false;
    try {
      if (conversion != null) {
        Scratch scratch = pump.scratch().borrow();
        try {
          conversion.convert(buffer, scratch);
        } finally {
          pump.scratch().giveBack(scratch);
        }
      }
      int length = endsInBand() ? read : buffer.remaining();
      kept = !receiver.write(buffer);
      if (kept) {
        keep(buffer, length);
      } else {
        bytes.addAndGet(length);
      }
    } finally {
      if (!kept) {
        giveBack(buffer);
      }
    }
  }

  /** Keeps what the receiver did not take in time, in a borrowed buffer. */
  void keep(ByteBuffer rest, int length) {
    stalled = new Stalled(rest, length);
  }

  boolean isStalled() {
    return stalled != null;
  }

  /** Delivers what was kept, on a thread that may wait for the receiver as long as it likes. */
  void deliverKept() throws IOException {
    Stalled left = stalled;
    stalled = null;
    if (left != null) {
      try {
        receiver.write(left.rest());
        bytes.addAndGet(left.length());
      } finally {
        giveBack(left.rest());
      }
    }
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
      giveBack(buffer);
    }
  }
}
