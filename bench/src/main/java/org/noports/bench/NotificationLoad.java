package org.noports.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Notifications from sender to monitor, each between atSigns of its own and so through storage
 * twice and from one atServer to another. Values are the time of sending. Closing it ends all
 * clients.
 */
final class NotificationLoad implements AutoCloseable {
  private static final int PAIRS = 96;
  private static final int FIRST_RECEIVER = 1_000;

  /** A rate of 0 means: as fast as answers come. */
  private volatile double perSecond;

  private final SSLContext tls;
  private final LongAdder shown = new LongAdder();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final ConcurrentLinkedQueue<Double> latencies = new ConcurrentLinkedQueue<>();
  private final List<BenchConnection> connections = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean sampling;

  NotificationLoad(SSLContext tls) throws IOException {
    this.tls = tls;
    for (int i = 0; i < PAIRS; i++) {
      BenchConnection monitor = BenchConnection.login(tls, FIRST_RECEIVER + i);
      monitor.send("monitor .bench");
      monitor.data("noop:0");
      connections.add(monitor);
      begin("monitor " + i, () -> monitor(monitor));
    }
  }

  /** Work that may fail. */
  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  private void begin(String name, Work work) {
    threads.add(
        Thread.ofVirtual()
            .name(name)
            .start(() -> {
              try {
                work.run();
              } catch (IOException | RuntimeException e) {
                if (!closing.get()) {
                  failure.compareAndSet(null, e);
                }
              }
            }));
  }

  void sendAsFastAsItGoes() throws IOException {
    for (int i = 0; i < PAIRS; i++) {
      int pair = i;
      BenchConnection sender = BenchConnection.login(tls, pair);
      connections.add(sender);
      begin("sender " + pair, () -> send(sender, pair));
    }
  }

  /** From now on this many, evenly, whatever is answered late counts as late. */
  void sendAt(double rate) {
    perSecond = rate;
  }

  private void send(BenchConnection sender, int pair) throws IOException {
    String head =
        "notify:update:ttln:60000:"
            + BenchAtSigns.atSign(FIRST_RECEIVER + pair)
            + ":n.bench"
            + BenchAtSigns.atSign(pair)
            + ":";
    long due = 0;
    while (!closing.get()) {
      double rate = perSecond;
      long now = System.nanoTime();
      if (rate > 0) {
        long pause = (long) (PAIRS * 1e9 / rate);
        due = due == 0 ? now + pause * pair / PAIRS : due + pause;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        now = due;
      }
      sender.data(head + now);
    }
  }

  private void monitor(BenchConnection monitor) throws IOException {
    while (!closing.get()) {
      String line = monitor.line();
      if (!line.contains(":n.bench@")) {
        continue;
      }
      shown.increment();
      if (sampling) {
        int begin = line.indexOf("\"value\":\"") + "\"value\":\"".length();
        long sent = Long.parseLong(line.substring(begin, line.indexOf('"', begin)));
        latencies.add((System.nanoTime() - sent) / 1e6);
      }
    }
  }

  /** How many a second monitors are shown. */
  double rate(double seconds) {
    long before = shown.sum();
    long begin = System.nanoTime();
    await(seconds);
    return (shown.sum() - before) * 1e9 / (System.nanoTime() - begin);
  }

  /** Milliseconds from sending to showing. */
  Samples latencies(double seconds) {
    latencies.clear();
    sampling = true;
    await(seconds);
    sampling = false;
    Samples samples = new Samples();
    latencies.forEach(samples::add);
    return samples;
  }

  void await(double seconds) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
    Throwable why = failure.get();
    if (why != null) {
      throw new BenchException("a client failed: " + why, new IOException(why));
    }
  }

  @Override
  public void close() throws IOException {
    closing.set(true);
    for (BenchConnection each : connections) {
      each.close();
    }
    try {
      for (Thread thread : threads) {
        thread.join(5_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
