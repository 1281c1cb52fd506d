package org.noports.tunnel.pump;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.splice.SocketArrays;
import org.noports.tunnel.splice.SocketPoll;

/**
 * Carries one direction in the fast lane from socket to array, through its conversion to another
 * array, and on to the other socket: no copy but the kernel's own. Holds arrays only while it
 * moves. One thread opens, uses and closes it.
 */
final class ArrayCarrier implements AutoCloseable {
  private final Flow flow;
  private final ArrayConversion conversion;
  private final Receiver receiver;
  private final Pump pump;
  private final SocketPoll poll;
  private final SocketArrays sockets;

  private ArrayCarrier(
      Flow flow,
      ArrayConversion conversion,
      Receiver receiver,
      Pump pump,
      SocketPoll poll,
      SocketArrays sockets) {
    this.flow = flow;
    this.conversion = conversion;
    this.receiver = receiver;
    this.pump = pump;
    this.poll = poll;
    this.sockets = sockets;
  }

  /** Null when the direction is to be carried in another way. */
  static @Nullable ArrayCarrier open(Flow flow, Receiver receiver, Pump pump) {
    @Nullable SocketPoll poll = pump.poll();
    // Without it nobody could say when there is something to read, or room to write.
    if (!(flow.conversion() instanceof ArrayConversion conversion) || poll == null) {
      return null;
    }
    SocketArrays sockets = SocketArrays.open(flow.from(), flow.to());
    return sockets == null
        ? null
        : new ArrayCarrier(flow, conversion, receiver, pump, poll, sockets);
  }

  /** Whether it is worth while to try: what it takes may have been prepared meanwhile. */
  static boolean suits(Flow flow) {
    return flow.conversion() instanceof ArrayConversion && SocketArrays.isPrepared();
  }

  /** Until the end, silence, small reads only, no memory, or a receiver that stands still. */
  Leaves carry() throws IOException {
    int smallReads = 0;
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
        if (!flow.awaitBytes(poll)) {
          return Leaves.IDLE;
        }
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
