package org.noports.atserver.connection;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything written to one connection passes here, whole lines only, one writer at a time.
 *
 * <p>At first the connection's own thread writes directly. Once the connection monitors, a second
 * thread writes from a bounded queue, so that nobody who announces something waits for a slow
 * reader: a queue that is full ends the connection. {@code lock} guards the queue and its counters;
 * nothing is written to the socket while it is held.
 */
public final class Outbox {
  private final OutputStream out;
  private final Runnable abort;
  private final int maxLines;
  private final int maxBytes;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
  private final ArrayDeque<byte[]> held = new ArrayDeque<>();
  private int lines;
  private long bytes;
  private boolean queueing;
  private boolean multiplexed;
  private boolean answering;
  private boolean closing;

  /** Set and read by the connection's own thread. */
  private @Nullable Thread writer;

  private volatile long writingSince = NEVER;
  private volatile long lastWrite;

  private static final long NEVER = Long.MIN_VALUE;

  Outbox(OutputStream out, Runnable abort, int maxLines, int maxBytes, LongSupplier nanoTime) {
    this.out = out;
    this.abort = abort;
    this.maxLines = maxLines;
    this.maxBytes = maxBytes;
    this.nanoTime = nanoTime;
    this.lastWrite = nanoTime.getAsLong();
  }

  /** Sends an answer (or the greeting): at once, or behind what is queued. */
  void answer(byte[] text) throws IOException {
    lock.lock();
    try {
      if (queueing) {
        enqueue(queue, text);
        return;
      }
    } finally {
      lock.unlock();
    }
    write(text);
  }

  /** A command begins to be carried out: a multiplexed monitor holds its lines back. */
  void beginAnswering() {
    lock.lock();
    try {
      answering = true;
    } finally {
      lock.unlock();
    }
  }

  /** The command is answered: lines held back follow. */
  void endAnswering() {
    lock.lock();
    try {
      answering = false;
      queue.addAll(held);
      held.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Queues a line for a monitor; never blocks.
   *
   * @return false when the connection is closed, also because this line found the queue full
   */
  public boolean offer(byte[] line) {
    lock.lock();
    try {
      if (!queueing || closing) {
        return false;
      }
      return enqueue(multiplexed && answering ? held : queue, line);
    } finally {
      lock.unlock();
    }
  }

  /**
   * As {@link #offer}, but waits while the queue is half full: for a replay, which may be longer
   * than the queue. The watch over the connection bounds the wait.
   */
  public boolean put(byte[] line) {
    lock.lock();
    try {
      while (!closing && (lines >= maxLines / 2 || bytes >= maxBytes / 2)) {
        changed.awaitUninterruptibly();
      }
      return queueing && !closing && enqueue(queue, line);
    } finally {
      lock.unlock();
    }
  }

  /** Ends the connection: what it should have been sent can't be kept for it. Never blocks. */
  public void abandon() {
    abort.run();
  }

  /** Turns to the queue; from the second time on only the holding back may change. */
  public void startQueue(boolean holdWhileAnswering, String name) {
    lock.lock();
    try {
      multiplexed = holdWhileAnswering;
      if (queueing) {
        return;
      }
      queueing = true;
    } finally {
      lock.unlock();
    }
    writer = Thread.ofVirtual().name(name).start(this::drain);
  }

  private boolean enqueue(ArrayDeque<byte[]> to, byte[] text) {
    if (lines >= maxLines || bytes + text.length > maxBytes) {
      closing = true;
      changed.signalAll();
      abort.run();
      return false;
    }
    lines++;
    bytes += text.length;
    to.add(text);
    changed.signalAll();
    return true;
  }

  private void drain() {
    try {
      for (byte[] next = take(); next != null; next = take()) {
        write(next);
      }
    } catch (IOException e) {
      abort.run();
    } finally {
      lock.lock();
      try {
        closing = true;
        queue.clear();
        held.clear();
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private byte @Nullable [] take() {
    lock.lock();
    try {
      while (queue.isEmpty() && !closing) {
        changed.awaitUninterruptibly();
      }
      byte[] next = queue.poll();
      if (next != null) {
        lines--;
        bytes -= next.length;
        changed.signalAll();
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  private void write(byte[] text) throws IOException {
    try {
      // The time of each record counts: a long answer on a slow line is not a stuck one.
      TlsRecords.write(out, text, () -> writingSince = nanoTime.getAsLong());
    } finally {
      writingSince = NEVER;
      lastWrite = nanoTime.getAsLong();
    }
  }

  /** Lets what is queued go out (the caller bounds the time by its watch) and takes no more. */
  void close() {
    lock.lock();
    try {
      closing = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Closes and waits until what was queued is out; the watch over the connection bounds that. */
  void finish() {
    close();
    Thread draining = writer;
    if (draining != null) {
      try {
        draining.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Whether the write of one record has been waiting for the reader since before {@code nanos} ago.
   */
  boolean stuck(long nowNanos, long nanos) {
    long since = writingSince;
    return since != NEVER && nowNanos - since > nanos;
  }

  /** When a byte was last written. */
  long lastWrite() {
    return lastWrite;
  }
}
