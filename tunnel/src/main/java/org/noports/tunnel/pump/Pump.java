package org.noports.tunnel.pump;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.splice.SocketPoll;

/**
 * The buffers and fast threads that all joined sockets of one program share. A program makes one
 * and gives it to every session. Thread-safe.
 */
public final class Pump implements AutoCloseable {
  private static final Duration COLLECTED_AFTER = Duration.ofSeconds(5);

  private final PumpMemory memory;
  private final BufferPool buffers;
  private final ScratchPool scratch = new ScratchPool();
  private final PumpMemory.Shelf<ArrayPair> arrays;
  private final FastLane fastLane;
  private final SpliceLane spliceLane;
  private final @Nullable SocketPoll poll = SocketPoll.open();

  public Pump(PumpLimits limits) {
    memory = new PumpMemory(limits.bufferMemory());
    buffers = new BufferPool(limits.largestRead(), memory);
    DroppedArrays dropped = new DroppedArrays(COLLECTED_AFTER);
    arrays = memory.shelf(ArrayPair.BYTES, ArrayPair::new, pair -> dropped.add(ArrayPair.BYTES));
    fastLane = new FastLane(limits.fastThreads());
    spliceLane = new SpliceLane(limits.splicedFrom(), memory);
  }

  BufferPool buffers() {
    return buffers;
  }

  ScratchPool scratch() {
    return scratch;
  }

  /** For one read and its writes each; none beyond the limit. */
  PumpMemory.Shelf<ArrayPair> arrays() {
    return arrays;
  }

  FastLane fastLane() {
    return fastLane;
  }

  SpliceLane spliceLane() {
    return spliceLane;
  }

  /** Null where the system does not tell. */
  @Nullable SocketPoll poll() {
    return poll;
  }

  /** Bytes of buffers, arrays and pipes in use now: the data read and not yet written. */
  public long bufferBytes() {
    return memory.lent();
  }

  /** Directions that are spliced now. */
  public int spliced() {
    return spliceLane.spliced();
  }

  /** Lets idle threads and idle memory go; joined sockets are their owners' to close. */
  @Override
  public void close() {
    fastLane.close();
    spliceLane.close();
    memory.close();
  }
}
