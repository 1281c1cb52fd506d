package org.noports.tunnel.splice;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * A thread that splices many directions: waits with epoll until some have bytes or room, and moves
 * those of each through a pipe. Readiness is told once, so a stream is moved until it can't be. It
 * works on duplicates of the sockets' descriptors, which it alone closes, so that no call ever
 * meets a descriptor that has become somebody else's.
 *
 * <p>Other threads put streams to attend to into a queue and wake it. The lock guards the event
 * descriptor against a signal after it is closed, and the two flags.
 */
final class SpliceLoop implements AutoCloseable {
  private static final Logger LOG = System.getLogger(SpliceLoop.class.getName());
  private static final long IDLE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int SWEEP_MILLIS = 250;
  private static final int WAKE = -1;

  /**
   * A target this near gets {@link #NEAR_BUFFER} and no more: enough for 10 Gbit/s, and what is on
   * its way stays in the processor's caches (bench/README.md). Others keep what the system gives.
   */
  private static final int NEAR_MICROS = 100;

  private static final int NEAR_BUFFER = 128 * 1024;

  private final String name;
  private final PipeMemory memory;
  private final SocketDescriptors descriptors;
  private final Queue<SplicedStream> queue = new ConcurrentLinkedQueue<>();

  private final Object lock = new Object();
  // Guarded by the lock.
  private boolean closed;
  private boolean running;
  private int eventDescriptor;

  SpliceLoop(String name, PipeMemory memory, SocketDescriptors descriptors) {
    this.name = name;
    this.memory = memory;
    this.descriptors = descriptors;
  }

  void begin(SplicedStream stream) {
    if (!take(stream)) {
      stream.end(SpliceEnd.UNABLE);
    }
  }

  private boolean take(SplicedStream stream) {
    synchronized (lock) {
      if (closed || (!running && !start())) {
        return false;
      }
      queue.add(stream);
      SystemCalls.signal(eventDescriptor);
      return true;
    }
  }

  /** Looks at a stream that is to stop. */
  void attend(SplicedStream stream) {
    synchronized (lock) {
      if (running && !stream.hasEnded()) {
        queue.add(stream);
        SystemCalls.signal(eventDescriptor);
      }
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      if (running) {
        SystemCalls.signal(eventDescriptor);
      }
    }
  }

  /** The lock is held; false when the system gives no descriptors. */
  private boolean start() {
    SystemCalls calls;
    try {
      calls = new SystemCalls();
    } catch (LinkageError e) {
      LOG.log(Level.WARNING, "splicing is off: the system's library lacks a call", e);
      return false;
    }
    int event = calls.eventDescriptor();
    int pollSet = event < 0 ? event : calls.pollSet();
    if (pollSet < 0 || calls.watch(pollSet, event, SystemCalls.READABLE, WAKE) < 0) {
      for (int descriptor : new int[] {event, pollSet}) {
        if (descriptor >= 0) {
          calls.close(descriptor);
        }
      }
      calls.close();
      return false;
    }
    eventDescriptor = event;
    running = true;
    Round round = new Round(calls, pollSet, event);
    Thread.ofPlatform().daemon().name(name).start(round);
    return true;
  }

  private boolean isClosed() {
    synchronized (lock) {
      return closed;
    }
  }

  /** What only the loop's own thread touches, from its start to its end. */
  private final class Round implements Runnable {
    private final SystemCalls calls;
    private final int pollSet;
    private final int event;
    private final Pipes pipes;
    // A stream's place is the name its descriptors are watched under.
    private final List<@Nullable SplicedStream> streams = new ArrayList<>();
    private final Deque<Integer> freePlaces = new ArrayDeque<>();
    // Those that may have more to move.
    private final Deque<SplicedStream> again = new ArrayDeque<>();
    private int live;

    Round(SystemCalls calls, int pollSet, int event) {
      this.calls = calls;
      this.pollSet = pollSet;
      this.event = event;
      this.pipes = new Pipes(calls, memory);
    }

    @Override
    public void run() {
      try {
        turn();
      } catch (RuntimeException | Error e) {
        LOG.log(Level.ERROR, name + " fails; its connections are closed", e);
      } finally {
        end();
      }
    }

    private void turn() {
      long sweptNanos = System.nanoTime();
      while (true) {
        attendToQueue();
        if (live == 0 && isClosed() && queue.isEmpty()) {
          return;
        }
        int limit = again.isEmpty() ? (live == 0 ? -1 : SWEEP_MILLIS) : 0;
        int ready = calls.await(pollSet, limit);
        if (ready < 0 && ready != -SystemCalls.EINTR) {
          throw new IllegalStateException("epoll fails: error " + -ready);
        }
        long now = System.nanoTime();
        for (int i = 0; i < ready; i++) {
          int place = calls.ready(i);
          if (place == WAKE) {
            calls.clear(event);
          } else {
            move(streams.get(place), now);
          }
        }
        for (int left = again.size(); left > 0; left--) {
          SplicedStream stream = again.removeFirst();
          stream.again = false;
          if (!stream.hasEnded()) {
            move(stream, now);
          }
        }
        if (now - sweptNanos > IDLE_NANOS / 4) {
          sweptNanos = now;
          sweep(now);
        }
      }
    }

    private void attendToQueue() {
      for (SplicedStream stream = queue.poll(); stream != null; stream = queue.poll()) {
        if (stream.hasEnded()) {
          continue;
        }
        if (stream.isStopped()) {
          finish(stream, SpliceEnd.STOPPED);
        } else if (stream.slot < 0) {
          adopt(stream);
        }
      }
    }

    private void adopt(SplicedStream stream) {
      Integer place = freePlaces.pollFirst();
      stream.slot = place == null ? streams.size() : place;
      if (place == null) {
        streams.add(stream);
      } else {
        streams.set(place, stream);
      }
      live++;
      stream.activeNanos = System.nanoTime();
      stream.from = descriptors.duplicate(stream.source, calls);
      stream.to = descriptors.duplicate(stream.target, calls);
      // A socket that virtual threads use stays non-blocking; any other would hold up the loop.
      if (stream.from < 0
          || stream.to < 0
          || !calls.isNonBlocking(stream.from)
          || !calls.isNonBlocking(stream.to)
          || calls.watchChanges(pollSet, stream.from, SystemCalls.READABLE, stream.slot) < 0
          || calls.watchChanges(pollSet, stream.to, SystemCalls.WRITABLE, stream.slot) < 0) {
        finish(stream, SpliceEnd.UNABLE);
        return;
      }
      int micros = calls.leastRoundTripMicros(stream.to);
      if (micros >= 0 && micros <= NEAR_MICROS) {
        calls.limitSendBuffer(stream.to, NEAR_BUFFER);
      }
    }

    /**
     * Something of the stream may be ready; null when it ended in this same round. It is moved
     * once, and again after the others: by then more has come, and a larger move costs less a byte.
     */
    private void move(@Nullable SplicedStream stream, long now) {
      if (stream != null && (stream.writing || fill(stream)) && drain(stream)) {
        stream.activeNanos = now;
        moveAgain(stream);
      }
    }

    private void moveAgain(SplicedStream stream) {
      if (!stream.again) {
        stream.again = true;
        again.add(stream);
      }
    }

    /** Moves what has come to a pipe; false when there is nothing to pass on. */
    private boolean fill(SplicedStream stream) {
      Pipe pipe = pipes.borrow();
      if (pipe == null) {
        finish(stream, SpliceEnd.UNABLE);
        return false;
      }
      long moved = calls.splice(stream.from, pipe.writeEnd(), Pipes.LARGEST);
      if (moved > 0) {
        stream.pipe = pipe;
        stream.inPipe = moved;
        return true;
      }
      pipes.giveBack(pipe);
      switch ((int) -moved) {
        case 0 -> finish(stream, SpliceEnd.END_OF_STREAM);
        case SystemCalls.EINTR -> moveAgain(stream);
        case SystemCalls.EAGAIN -> {
          // It will be reported when more comes.
        }
        case SystemCalls.EINVAL, SystemCalls.ENOMEM -> finish(stream, SpliceEnd.UNABLE);
        default -> finish(stream, SpliceEnd.READ_FAILED);
      }
      return false;
    }

    /** Passes on what the pipe holds; false when the target takes no more for now, or at all. */
    private boolean drain(SplicedStream stream) {
      Pipe pipe = stream.pipe;
      if (pipe == null) {
        return false;
      }
      while (stream.inPipe > 0) {
        long moved = calls.splice(pipe.readEnd(), stream.to, stream.inPipe);
        if (moved == -SystemCalls.EAGAIN) {
          stream.writing = true;
          return false;
        }
        if (moved <= 0 && moved != -SystemCalls.EINTR) {
          finish(stream, SpliceEnd.WRITE_FAILED);
          return false;
        }
        if (moved > 0) {
          stream.inPipe -= moved;
          stream.moved.accept(moved);
        }
      }
      stream.pipe = null;
      pipes.giveBack(pipe);
      stream.writing = false;
      return true;
    }

    private void sweep(long now) {
      for (int place = 0; place < streams.size(); place++) {
        SplicedStream stream = streams.get(place);
        if (stream != null && !stream.writing && now - stream.activeNanos > IDLE_NANOS) {
          finish(stream, SpliceEnd.IDLE);
        }
      }
    }

    /** Lets go of everything the stream holds, then tells who waits for it. */
    private void finish(SplicedStream stream, SpliceEnd how) {
      for (int descriptor : new int[] {stream.from, stream.to}) {
        if (descriptor >= 0) {
          calls.unwatch(pollSet, descriptor);
          calls.close(descriptor);
        }
      }
      Pipe pipe = stream.pipe;
      if (pipe != null) {
        stream.pipe = null;
        pipes.discard(pipe);
      }
      if (stream.slot >= 0) {
        streams.set(stream.slot, null);
        freePlaces.addFirst(stream.slot);
        live--;
      }
      stream.end(how);
    }

    private void end() {
      synchronized (lock) {
        closed = true;
        running = false;
        calls.close(event);
      }
      for (SplicedStream stream : List.copyOf(queue)) {
        if (stream.slot < 0 && !stream.hasEnded()) {
          finish(stream, SpliceEnd.UNABLE);
        }
      }
      queue.clear();
      for (SplicedStream stream : new ArrayList<>(streams)) {
        if (stream != null) {
          finish(stream, SpliceEnd.READ_FAILED);
        }
      }
      pipes.close();
      calls.close(pollSet);
      calls.close();
    }
  }
}
