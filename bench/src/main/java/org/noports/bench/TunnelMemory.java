package org.noports.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The memory of client and daemon while sources send as fast as they may and readers take 1 MB/s:
 * half of the connections one way, half the other.
 */
final class TunnelMemory {
  private static final int CONNECTIONS = 16;
  private static final int BLOCK = 64 * 1024;
  private static final double BYTES_A_SECOND = 1e6;
  private static final Duration LOOK = Duration.ofMillis(250);

  /** In which the programs compile what they will use, and take buffers they keep. */
  private static final Duration WARM_UP = Duration.ofSeconds(15);

  /** The programs collect what they dropped after 5 s, and give it back within 5 more. */
  private static final Duration RETURN = Duration.ofSeconds(15);

  private final List<ProcessHandle> programs;
  private final Duration time;

  private TunnelMemory(ProcessHandle client, ProcessHandle daemon, int seconds) {
    this.programs = List.of(client, daemon);
    this.time = Duration.ofSeconds(seconds);
  }

  static void run(Figures figures, int seconds) {
    try (BenchSystem system = BenchSystem.withResidentHeaps()) {
      ProcessHandle relay = system.relay().process().toHandle();
      ProcessHandle daemon = system.daemon().process().toHandle();
      try (TunnelPath path = TunnelPath.authenticated(system, List.of(relay, daemon))) {
        new TunnelMemory(path.client(), daemon, seconds).run(figures, path);
      }
    }
  }

  private void run(Figures figures, TunnelPath path) {
    most(path, WARM_UP);
    Blast.pause(RETURN);
    double before = resident();
    double most = most(path, time);
    Blast.pause(RETURN);
    double after = resident();
    figures.put(
        "slow_reader_mib",
        (most - before) / CONNECTIONS,
        "MiB",
        "client and daemon, a connection read at 1 MB/s for " + time.toSeconds() + " s");
    figures.put(
        "slow_reader_after_mib",
        (after - before) / CONNECTIONS,
        "MiB",
        "the same " + RETURN.toSeconds() + " s after their end");
  }

  /** The most that is resident while so many connections are read slowly. */
  private double most(TunnelPath path, Duration during) {
    AtomicBoolean stop = new AtomicBoolean();
    List<Thread> threads = new ArrayList<>();
    List<Blast.Stream> streams = path.streams(CONNECTIONS);
    for (int i = 0; i < CONNECTIONS; i++) {
      Blast.Stream stream = i % 2 == 0 ? streams.get(i) : streams.get(i).turned();
      threads.add(Thread.ofVirtual().start(() -> send(stream.from(), stop)));
      threads.add(Thread.ofVirtual().start(() -> readSlowly(stream.to(), stop)));
    }
    double most = resident();
    long end = System.nanoTime() + during.toNanos();
    while (System.nanoTime() < end) {
      Blast.pause(LOOK);
      most = Math.max(most, resident());
    }
    stop.set(true);
    streams.forEach(Blast.Stream::cut);
    threads.forEach(TunnelMemory::join);
    return most;
  }

  private double resident() {
    return programs.stream().mapToDouble(ProcessCpu::residentMib).sum();
  }

  private static void send(SocketChannel to, AtomicBoolean stop) {
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    try {
      while (!stop.get()) {
        to.write(block.clear());
      }
    } catch (IOException e) {
      requireStopped(stop, e);
    }
  }

  private static void readSlowly(SocketChannel from, AtomicBoolean stop) {
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    long start = System.nanoTime();
    double read = 0;
    try {
      while (!stop.get()) {
        read += Math.max(from.read(block.clear()), 0);
        long due = start + (long) (read / BYTES_A_SECOND * 1e9);
        Blast.pause(Duration.ofNanos(Math.max(due - System.nanoTime(), 0)));
      }
    } catch (IOException e) {
      requireStopped(stop, e);
    }
  }

  private static void requireStopped(AtomicBoolean stop, IOException e) {
    if (!stop.get()) {
      throw new BenchException("a stream was lost while its reader was slow", e);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }
}
