package org.noports.tunnel.splice;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Empty pipes, lent while bytes are on their way. A few are kept, the last one used first: its
 * memory is still in the processor's caches. One thread.
 */
final class Pipes implements AutoCloseable {
  /** The default limit of an unprivileged process; what is asked for first. */
  static final int LARGEST = 1024 * 1024;

  /** What the system gives when its limit on all pipes of a user is reached is often less. */
  static final int SMALLEST = 64 * 1024;

  /** About as many as wait for their targets at a time: making one costs as much as ten moves. */
  private static final int KEPT = 32;

  private final SystemCalls calls;
  private final PipeMemory memory;
  private final Deque<Pipe> free = new ArrayDeque<>();

  Pipes(SystemCalls calls, PipeMemory memory) {
    this.calls = calls;
    this.memory = memory;
  }

  /** Null when memory, descriptors or the system's limit are used up. */
  @Nullable Pipe borrow() {
    Pipe pipe = free.pollFirst();
    if (pipe == null) {
      pipe = open();
    }
    if (pipe != null && !memory.take(pipe.size())) {
      close(pipe);
      return null;
    }
    return pipe;
  }

  private @Nullable Pipe open() {
    int[] ends = calls.pipe();
    if (ends == null) {
      return null;
    }
    int size = 0;
    for (int wanted = LARGEST; size < wanted && wanted >= SMALLEST; wanted /= 4) {
      size = calls.resizePipe(ends[1], wanted);
    }
    Pipe pipe = new Pipe(ends[0], ends[1], size);
    if (size < SMALLEST) {
      close(pipe);
      return null;
    }
    return pipe;
  }

  /** An empty one, for the next. */
  void giveBack(Pipe pipe) {
    memory.giveBack(pipe.size());
    if (free.size() < KEPT) {
      free.addFirst(pipe);
    } else {
      close(pipe);
    }
  }

  /** One that holds bytes nobody will get. */
  void discard(Pipe pipe) {
    memory.giveBack(pipe.size());
    close(pipe);
  }

  private void close(Pipe pipe) {
    calls.close(pipe.readEnd());
    calls.close(pipe.writeEnd());
  }

  @Override
  public void close() {
    free.forEach(this::close);
    free.clear();
  }
}
