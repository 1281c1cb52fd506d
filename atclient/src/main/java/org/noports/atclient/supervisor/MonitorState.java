package org.noports.atclient.supervisor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.noports.atclient.ConnectionState;

/**
 * What the monitor is doing, for those who wait for it and those who want to know. Thread-safe; the
 * lock guards {@link #state} and {@link #listeners} and is never held while listeners run: they get
 * their calls in order on a thread of their own.
 *
 * <pre>
 * CONNECTING -> MONITORING -> CONNECTING -> ... -> CLOSED (final)
 * </pre>
 */
final class MonitorState {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Consumer<ConnectionState>> listeners = new ArrayList<>();
  private final ExecutorService calls;
  private ConnectionState state = ConnectionState.CONNECTING;

  MonitorState(String name) {
    calls = Executors.newSingleThreadExecutor(Thread.ofVirtual().name(name).factory());
  }

  void set(ConnectionState next) {
    lock.lock();
    try {
      if (state == next || state == ConnectionState.CLOSED) {
        return;
      }
      state = next;
      changed.signalAll();
      List<Consumer<ConnectionState>> whoKnewBefore = List.copyOf(listeners);
      calls.execute(() -> whoKnewBefore.forEach(listener -> listener.accept(next)));
      if (next == ConnectionState.CLOSED) {
        calls.shutdown();
      }
    } finally {
      lock.unlock();
    }
  }

  ConnectionState get() {
    lock.lock();
    try {
      return state;
    } finally {
      lock.unlock();
    }
  }

  void onChange(Consumer<ConnectionState> listener) {
    lock.lock();
    try {
      listeners.add(listener);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it is monitoring or closed, at most so long; the state then. */
  ConnectionState awaitMonitoring(Duration limit) throws InterruptedException {
    long nanos = limit.toNanos();
    lock.lock();
    try {
      while (state == ConnectionState.CONNECTING && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return state;
    } finally {
      lock.unlock();
    }
  }

  /** Waits at most so long, less when it is closed meanwhile. */
  void pause(Duration limit) throws InterruptedException {
    long nanos = TimeUnit.NANOSECONDS.convert(limit);
    lock.lock();
    try {
      while (state != ConnectionState.CLOSED && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }
}
