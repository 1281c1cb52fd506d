package org.noports.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Sessions set up, used for one byte each way and closed: many in a row and many at once, and what
 * the relay still holds when all are over.
 */
final class RelaySessions {
  private static final int IN_A_ROW = 2_000;
  private static final int WARM_UP = 40;
  private static final int AT_ONCE = 200;

  /** A relay keeps a session for its grace, for a side might still come. */
  private static final Duration END_LIMIT = Duration.ofSeconds(45);

  private static final int TOLERANCE = 2;
  private static final Duration POLL = Duration.ofMillis(200);

  private final List<RelayUser> users;
  private final ProcessHandle relay;

  RelaySessions(List<RelayUser> users, ProcessHandle relay) {
    this.users = users;
    this.relay = relay;
  }

  void run(Figures figures) {
    int started = ProcessHoldings.files(relay);
    inARow(WARM_UP);
    atOnce();
    awaitEnd(started);
    ProcessHoldings before = ProcessHoldings.of(relay);
    figures.put(
        "sessions_per_s", IN_A_ROW / inARow(IN_A_ROW), "1/s", IN_A_ROW + ", four clients in a row");
    figures.put("at_once_per_s", AT_ONCE / atOnce(), "1/s", AT_ONCE + " set up at once");
    awaitEnd(started);
    ProcessHoldings after = ProcessHoldings.of(relay);
    figures.put("leaked_files", after.files() - before.files(), "", "files and ports, afterwards");
    figures.put("leaked_threads", after.threads() - before.threads(), "", "threads, afterwards");
    figures.put("leaked_heap_mib", after.heapMib() - before.heapMib(), "MiB", "live objects");
  }

  /** Each client one after another, the clients beside each other; the seconds it takes. */
  private double inARow(int count) {
    List<Callable<Boolean>> rows = new ArrayList<>();
    for (RelayUser user : users) {
      rows.add(() -> {
        for (int i = 0; i < count / users.size(); i++) {
          user.session().stream().close();
        }
        return true;
      });
    }
    long start = System.nanoTime();
    together(rows);
    return (System.nanoTime() - start) / 1e9;
  }

  private static <T> List<T> together(List<Callable<T>> works) {
    try (ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      List<T> results = new ArrayList<>();
      for (Future<T> work : tasks.invokeAll(works)) {
        results.add(work.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new BenchException("a session of many fails: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  /** All live before the first is closed. */
  private double atOnce() {
    List<Callable<Blast.Stream>> setUps = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      RelayUser user = users.get(i % users.size());
      setUps.add(() -> user.session().stream());
    }
    long start = System.nanoTime();
    List<Blast.Stream> open = together(setUps);
    double seconds = (System.nanoTime() - start) / 1e9;
    open.forEach(Blast.Stream::close);
    return seconds;
  }

  /** Until the relay holds hardly more files than given: a connection of its own may be new. */
  private void awaitEnd(int files) {
    long end = System.nanoTime() + END_LIMIT.toNanos();
    while (ProcessHoldings.files(relay) > files + TOLERANCE && System.nanoTime() < end) {
      LockSupport.parkNanos(POLL.toNanos());
    }
  }
}
