package org.noports.tunnel.pump;

/**
 * The buffers and fast threads that all joined sockets of one program share. A program makes one
 * and gives it to every session. Thread-safe.
 */
public final class Pump implements AutoCloseable {
  private final BufferPool buffers;
  private final ScratchPool scratch = new ScratchPool();
  private final FastLane fastLane;

  public Pump(PumpLimits limits) {
    buffers = new BufferPool(limits.largestRead(), limits.bufferMemory());
    fastLane = new FastLane(limits.fastThreads());
  }

  BufferPool buffers() {
    return buffers;
  }

  ScratchPool scratch() {
    return scratch;
  }

  FastLane fastLane() {
    return fastLane;
  }

  /** Bytes of buffers in use now: the data read and not yet written. */
  public long bufferBytes() {
    return buffers.lent();
  }

  /** Lets idle fast threads end; joined sockets are their owners' to close. */
  @Override
  public void close() {
    fastLane.close();
  }
}
