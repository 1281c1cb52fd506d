package org.noports.bench;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * A traffic source and sink like iperf3's (blocks of 128 KiB, one thread for all streams at each
 * end) for paths that iperf3 can't use because both ends must dial and say something first.
 */
final class Blast {
  private static final int BLOCK = 128 * 1024;

  /**
   * Of each end. Without a bound 256 streams queue more than Linux's limit on all TCP memory, from
   * where on it drops and collapses what comes.
   */
  private static final int SOCKET_BUFFER = 1024 * 1024;

  private static final int BYTE_LIMIT_MILLIS = 20_000;
  private static final Duration START = Duration.ofMillis(300);
  private static final Duration END_LIMIT = Duration.ofSeconds(10);

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

    /** Closes both ends and drops what is on its way, which might be much. */
    void cut() {
      for (SocketChannel end : List.of(from, to)) {
        try {
          end.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
          throw new BenchException("a stream does not close", e);
        }
      }
      close();
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

  /** Looks on while bytes arrive. */
  interface Watch<T> {
    T watch(LongAdder received);
  }

  /**
   * Sends over all streams for the given time after a short start, then cuts them. {@code onStart}
   * and {@code onEnd} run at the ends of the measured window.
   */
  static Result run(List<Stream> streams, Duration time, Runnable onStart, Runnable onEnd) {
    return run(
        streams,
        received -> {
          pause(START);
          onStart.run();
          long bytesBefore = received.sum();
          long start = System.nanoTime();
          pause(time);
          long bytes = received.sum() - bytesBefore;
          double seconds = (System.nanoTime() - start) / 1e9;
          onEnd.run();
          return new Result(bytes, seconds);
        });
  }

  /** Sends over all streams while the watch lasts, then cuts them. */
  static <T> T run(List<Stream> streams, Watch<T> watch) {
    LongAdder received = new LongAdder();
    AtomicBoolean stop = new AtomicBoolean();
    try (Selector sources = Selector.open();
        Selector sinks = Selector.open()) {
      for (Stream stream : streams) {
        stream.from().setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER);
        stream.to().setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
        stream.to().configureBlocking(false).register(sinks, SelectionKey.OP_READ);
        stream.from().configureBlocking(false).register(sources, SelectionKey.OP_WRITE);
      }
      Thread sink = Thread.ofPlatform().name("blast sink").start(() -> sink(sinks, received, stop));
      Thread source = Thread.ofPlatform().name("blast source").start(() -> source(sources, stop));
      T seen = watch.watch(received);
      stop.set(true);
      for (Thread thread : List.of(source, sink)) {
        if (!thread.join(END_LIMIT)) {
          throw new BenchException(thread.getName() + " does not end");
        }
      }
      return seen;
    } catch (IOException e) {
      throw new BenchException("a stream was lost before it began", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    } finally {
      streams.forEach(Stream::cut);
    }
  }

  static void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static void source(Selector ready, AtomicBoolean stop) {
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    try {
      while (!stop.get()) {
        ready.select(key -> move(key, channel -> channel.write(block.clear())), 100);
      }
    } catch (IOException e) {
      throw new BenchException("the source broke", e);
    }
  }

  private static void sink(Selector ready, LongAdder received, AtomicBoolean stop) {
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
    try {
      while (!stop.get()) {
        ready.select(key -> received.add(move(key, channel -> channel.read(block.clear()))), 100);
      }
    } catch (IOException e) {
      throw new BenchException("the sink broke", e);
    }
  }

  private interface Move {
    int of(SocketChannel channel) throws IOException;
  }

  private static int move(SelectionKey key, Move move) {
    try {
      int moved = move.of((SocketChannel) key.channel());
      if (moved >= 0) {
        return moved;
      }
      throw new BenchException("a stream ended while it was measured");
    } catch (IOException e) {
      throw new BenchException("a stream was lost while it was measured", e);
    }
  }
}
