package org.noports.tunnel.pump;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.splice.SocketArrays;

/**
 * Carries one direction in the fast lane from socket to array, through its conversion to another
 * array, and on to the other socket: no copy but the kernel's own. Holds arrays only while it
 * moves. One thread opens, uses and closes it.
 */
final class ArrayCarrier implements AutoCloseable {
  private static final byte[] NOTHING = new byte[0];

  private final Flow flow;
  private final ArrayConversion conversion;
  private final Receiver receiver;
  private final Pump pump;
  private final SocketArrays sockets;

  private ArrayCarrier(
      Flow flow, ArrayConversion conversion, Receiver receiver, Pump pump, SocketArrays sockets) {
    this.flow = flow;
    this.conversion = conversion;
    this.receiver = receiver;
    this.pump = pump;
    this.sockets = sockets;
  }

  /** Null when the direction is to be carried in another way. */
  static @Nullable ArrayCarrier open(Flow flow, Receiver receiver, Pump pump) {
    // Without poll nobody could say when a full receiver has room again.
    if (!(flow.conversion() instanceof ArrayConversion conversion) || pump.poll() == null) {
      return null;
    }
    SocketArrays sockets = SocketArrays.open(flow.from(), flow.to());
    return sockets == null ? null : new ArrayCarrier(flow, conversion, receiver, pump, sockets);
  }

  /** Whether it is worth while to try: what it takes may have been prepared meanwhile. */
  static boolean suits(Flow flow) {
    return flow.conversion() instanceof ArrayConversion && SocketArrays.isPrepared();
  }

  /** Until the end, silence, small reads only, no memory, or a receiver that stands still. */
  Leaves carry() throws IOException {
    flow.from().socket().setSoTimeout(Flow.FAST_WAIT_MILLIS);
    InputStream in = flow.from().socket().getInputStream();
    byte[] one = new byte[1];
    byte[] first = NOTHING;
    int smallReads = 0;
    while (true) {
      @Nullable ArrayPair pair = pump.arrays().borrow();
      if (pair == null) {
        return first.length == 0 ? Leaves.IDLE : flow.carryByte(first[0]);
      }
      int read;
      try {
        read = move(pair, first);
      } finally {
        pump.arrays().giveBack(pair);
      }
      if (read < 0) {
        return Leaves.AT_END;
      }
      if (read == 0) {
        try {
          if (in.read(one, 0, 1) < 0) {
            return Leaves.AT_END;
          }
        } catch (SocketTimeoutException e) {
          return Leaves.IDLE;
        }
        first = one;
        continue;
      }
      if (flow.isStalled()) {
        return Leaves.STALLED;
      }
      if (conversion.ended()) {
        return Leaves.AT_END;
      }
      smallReads = read < PumpLimits.SMALLEST_READ ? smallReads + 1 : 0;
      if (smallReads >= Flow.SMALL_READS_TO_SINK) {
        return Leaves.IDLE;
      }
      first = NOTHING;
    }
  }

  /**
   * One read of what waits, and its write; gives how many bytes were read.
   *
   * @param first bytes read before
   * @return 0: nothing waits; below 0: the end of stream
   */
  private int move(ArrayPair pair, byte[] first) throws IOException {
    byte[] in = pair.in();
    System.arraycopy(first, 0, in, ArrayPair.START, first.length);
    int more = conversion.mostToRead() - first.length;
    int got = sockets.receive(in, ArrayPair.START + first.length, more);
    if (got <= 0 && first.length == 0) {
      return got;
    }
    int read = first.length + Math.max(got, 0);
    deliver(pair, read);
    return read;
  }

  private void deliver(ArrayPair pair, int read) throws IOException {
    byte[] out = pair.out();
    int made = conversion.convert(pair.in(), ArrayPair.START, read, out, ArrayPair.START);
    int sent = receiver.write(sockets, out, ArrayPair.START, made);
    int counted = conversion.endsInBand() ? read : made;
    if (sent < made) {
      int left = made - sent;
      ByteBuffer rest = pump.buffers().borrow(left, left);
      flow.keep(rest.put(out, ArrayPair.START + sent, left).flip(), counted);
    } else {
      flow.moved(counted);
    }
  }

  @Override
  public void close() {
    sockets.close();
  }
}
