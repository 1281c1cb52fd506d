package org.noports.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;

/** How many logins and look-ups a second some clients get together. */
final class AtServerRates {
  private static final int CLIENTS = 32;
  private static final double SECONDS = 5;

  private final SSLContext tls;

  AtServerRates(SSLContext tls) {
    this.tls = tls;
  }

  /** TCP, TLS and pkam, each on a new connection. */
  double logins() {
    return rate((client, times) -> {
      int atSign = client;
      while (times.goOn()) {
        BenchConnection.login(tls, atSign % BenchAtSigns.COUNT).close();
        times.done();
        atSign += CLIENTS;
      }
    });
  }

  /** A value of about 400 bytes, over connections that stay open. */
  double lookups() {
    return rate((client, times) -> {
      String command = "llookup:public:publickey" + BenchAtSigns.atSign(client);
      try (BenchConnection connection = BenchConnection.login(tls, client)) {
        while (times.goOn()) {
          connection.data(command);
          times.done();
        }
      }
    });
  }

  /** One client's part. */
  @FunctionalInterface
  private interface Part {
    void run(int client, Times times) throws IOException;
  }

  /** Counts what is done until the time is over. */
  private static final class Times {
    private final long end = System.nanoTime() + (long) (SECONDS * 1e9);
    private final LongAdder count = new LongAdder();

    boolean goOn() {
      return System.nanoTime() < end;
    }

    void done() {
      count.increment();
    }
  }

  private static double rate(Part part) {
    Times times = new Times();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> parts = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int client = i;
        parts.add(
            threads.submit(() -> {
              part.run(client, times);
              return null;
            }));
      }
      for (Future<?> each : parts) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new BenchException("a client failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
    return times.count.sum() / SECONDS;
  }
}
