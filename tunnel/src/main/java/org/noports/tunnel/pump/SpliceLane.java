package org.noports.tunnel.pump;

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.splice.PipeMemory;
import org.noports.tunnel.splice.SpliceEnd;
import org.noports.tunnel.splice.SplicedStream;
import org.noports.tunnel.splice.Splicer;

/**
 * Splicing for the directions that carry most, once there are so many that the processor is what
 * they share: it moves bytes at half the cost of copying them, but a single one copied by a thread
 * of its own is faster. Counts the busy directions in every lane. Thread-safe.
 */
final class SpliceLane implements AutoCloseable {
  private static final int MOST_THREADS = 16;

  /** Each takes two more descriptors, which new connections need as well. */
  private static final int MOST_SPLICED = 1024;

  private final int splicedFrom;
  private final @Nullable Splicer splicer;
  private final AtomicInteger busy = new AtomicInteger();
  private final AtomicInteger spliced = new AtomicInteger();

  SpliceLane(int splicedFrom, PipeMemory memory) {
    this.splicedFrom = splicedFrom;
    // One for each processor but one, which is left to the ends on this machine and to the system's
    // own work for the network: with all, the same bytes cost half as much again (bench/README.md).
    int threads = Math.min(ForkJoinPool.getCommonPoolParallelism(), MOST_THREADS);
    splicer = splicedFrom == PumpLimits.NEVER_SPLICED ? null : Splicer.open(threads, memory);
  }

  /** A direction carries much from now on, in whatever lane. */
  void enter() {
    busy.incrementAndGet();
  }

  void leave() {
    busy.decrementAndGet();
  }

  /** Whether a busy direction does better here than by copying. */
  boolean suitsBusy() {
    return busy.get() >= splicedFrom && hasRoom();
  }

  /** Whether one more may be spliced. */
  boolean hasRoom() {
    return splicer != null && spliced.get() < MOST_SPLICED;
  }

  int spliced() {
    return spliced.get();
  }

  /**
   * Carries the flow until it ends or falls silent; UNABLE, at once or later, when it is to be
   * copied. The calling thread waits.
   */
  SpliceEnd run(Flow flow) throws IOException {
    if (splicer == null) {
      return SpliceEnd.UNABLE;
    }
    SplicedStream stream = splicer.start(flow.from(), flow.to(), flow::moved);
    spliced.incrementAndGet();
    try {
      flow.splicedBy(stream);
      return switch (stream.await()) {
        case READ_FAILED -> throw new IOException("the connection failed");
        case STOPPED -> throw new AsynchronousCloseException();
        case SpliceEnd end -> end;
      };
    } finally {
      flow.splicedBy(null);
      spliced.decrementAndGet();
    }
  }

  @Override
  public void close() {
    if (splicer != null) {
      splicer.close();
    }
  }
}
