package org.noports.tunnel.pump;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.splice.SocketArrays;

/**
 * Carries one direction in the fast lane from socket to array, through its conversion to another
 * array, and on to the other socket: no copy but the kernel's own. Holds arrays only while it
 * moves. One thread opens, uses and closes it.
 */
final class ArrayCarrier implements AutoCloseable {
  private final Source source;
  private final Delivery delivery;
  private final ArrayConversion conversion;
  private final Pump pump;
  private final SocketArrays sockets;

  private ArrayCarrier(
      Source source,
      Delivery delivery,
      ArrayConversion conversion,
      Pump pump,
      SocketArrays sockets) {
    this.source = source;
    this.delivery = delivery;
    this.conversion = conversion;
    this.pump = pump;
    this.sockets = sockets;
  }

  /** Null when the direction is to be carried in another way. */
  static @Nullable ArrayCarrier open(Source source, Delivery delivery, Pump pump) {
    // Without a poll nobody could say when there is something to read, or room to write.
    if (!(delivery.conversion() instanceof ArrayConversion conversion) || pump.poll() == null) {
      return null;
    }
    SocketArrays sockets = SocketArrays.open(source.socket(), delivery.receiver().socket());
    return sockets == null ? null : new ArrayCarrier(source, delivery, conversion, pump, sockets);
  }

  /** Whether it is worth while to try: what it takes may have been prepared meanwhile. */
  static boolean suits(@Nullable Conversion conversion) {
    return conversion instanceof ArrayConversion && SocketArrays.isPrepared();
  }

  /** Until the end, silence, small reads only, no memory, or a receiver that stands still. */
  Leaves carry() throws IOException {
    Pace pace = new Pace();
    while (true) {
      @Nullable ArrayPair pair = pump.arrays().borrow();
      if (pair == null) {
        return Leaves.IDLE;
      }
      int read;
      try {
        read = move(pair);
      } finally {
        pump.arrays().giveBack(pair);
      }
      if (read < 0) {
        return Leaves.AT_END;
      }
      if (read == 0) {
        if (!source.awaitBytes()) {
          return Leaves.IDLE;
        }
        continue;
      }
      pace.read(read);
      if (delivery.isStalled()) {
        return Leaves.STALLED;
      }
      if (conversion.ended()) {
        return Leaves.AT_END;
      }
      if (pace.isLight()) {
        return Leaves.IDLE;
      }
    }
  }

  /**
   * One read of what is there, and its write; gives how many bytes were read.
   *
   * @return 0: nothing is there; below 0: the end of stream
   */
  private int move(ArrayPair pair) throws IOException {
    int read = sockets.receive(pair.in(), ArrayPair.START, conversion.mostToRead());
    if (read > 0) {
      deliver(pair, read);
    }
    return read;
  }

  private void deliver(ArrayPair pair, int read) throws IOException {
    byte[] out = pair.out();
    int made = conversion.convert(pair.in(), ArrayPair.START, read, out, ArrayPair.START);
    int sent = delivery.receiver().write(sockets, out, ArrayPair.START, made);
    int counted = conversion.endsInBand() ? read : made;
    if (sent < made) {
      int left = made - sent;
      ByteBuffer rest = pump.buffers().borrow(left, left);
      delivery.keep(rest.put(out, ArrayPair.START + sent, left).flip(), counted);
    } else {
      delivery.moved(counted);
    }
  }

  @Override
  public void close() {
    sockets.close();
  }
}
