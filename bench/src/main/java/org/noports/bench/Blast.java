package org.noports.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * A traffic source and sink like iperf3's (128 KiB writes, one thread a stream and end) for paths
 * that iperf3 can't use because both ends must dial and say something first.
 */
final class Blast {
  private static final int BLOCK = 128 * 1024;
  private static final int BYTE_LIMIT_MILLIS = 20_000;
  private static final Duration START = Duration.ofMillis(300);

  /** The two ends of one stream, already connected to each other through what is measured. */
  record Stream(SocketChannel from, SocketChannel to) implements AutoCloseable {
    /** The same connection, to send the other way. */
    Stream turned() {
      return new Stream(to, from);
    }

    /** Sends one byte and waits until it is there. */
    void exchange() throws IOException {
      from.write(ByteBuffer.wrap(new byte[] {1}));
      expectByte();
    }

    void expectByte() throws IOException {
      to.socket().setSoTimeout(BYTE_LIMIT_MILLIS);
      if (to.socket().getInputStream().read() < 0) {
        throw new IOException("the connection closed without a byte");
      }
      to.socket().setSoTimeout(0);
    }

    @Override
    public void close() {
      for (SocketChannel end : List.of(from, to)) {
        try {
          end.close();
        } catch (IOException e) {
          throw new BenchException("a stream does not close", e);
        }
      }
    }
  }

  /** What arrived in the measured time. */
  record Result(double bytes, double seconds) {
    double gigabitsPerSecond() {
      return bytes * 8 / seconds / 1e9;
    }
  }

  private Blast() {}

  /**
   * Sends over all streams for the given time after a short start, then closes them. {@code
   * onStart} and {@code onEnd} run at the ends of the measured window.
   */
  static Result run(List<Stream> streams, Duration time, Runnable onStart, Runnable onEnd) {
    LongAdder received = new LongAdder();
    AtomicBoolean stop = new AtomicBoolean();
    List<Thread> threads = new ArrayList<>();
    for (Stream stream : streams) {
      threads.add(Thread.ofPlatform().name("blast sink").start(() -> sink(stream.to(), received)));
      threads.add(
          Thread.ofPlatform().name("blast source").start(() -> source(stream.from(), stop)));
    }
    pause(START);
    onStart.run();
    long bytesBefore = received.sum();
    long start = System.nanoTime();
    pause(time);
    long bytes = received.sum() - bytesBefore;
    double seconds = (System.nanoTime() - start) / 1e9;
    onEnd.run();
    stop.set(true);
    streams.forEach(Stream::close);
    for (Thread thread : threads) {
      try {
        thread.join(Duration.ofSeconds(10));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return new Result(bytes, seconds);
  }

  private static void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static void source(SocketChannel channel, AtomicBoolean stop) {
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    try {
      while (!stop.get()) {
        block.clear();
        while (block.hasRemaining()) {
          channel.write(block);
        }
      }
    } catch (IOException e) {
      if (!stop.get()) {
        throw new BenchException("the stream broke while sending", e);
      }
    }
  }

  private static void sink(SocketChannel channel, LongAdder received) {
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    try {
      for (int n = 0; n >= 0; n = channel.read(block.clear())) {
        received.add(n);
      }
    } catch (IOException e) {
      // The window is over and the other thread has closed the channel.
      received.add(0);
    }
  }
}
