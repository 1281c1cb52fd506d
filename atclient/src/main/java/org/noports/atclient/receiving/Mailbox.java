package org.noports.atclient.receiving;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.ClientClosed;
import org.noports.atclient.ReceivedNotification;
import org.noports.atclient.Subscription;

/** One subscription. The lock guards all fields that change; nothing waits while holding it. */
final class Mailbox implements Subscription {
  private final Pattern keyRegex;
  private final int capacity;
  private final Consumer<Mailbox> onClose;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<ReceivedNotification> waiting = new ArrayDeque<>();
  private long dropped;
  private boolean closed;

  Mailbox(Pattern keyRegex, int capacity, Consumer<Mailbox> onClose) {
    this.keyRegex = keyRegex;
    this.capacity = capacity;
    this.onClose = onClose;
  }

  boolean wants(String key) {
    return keyRegex.matcher(key).find();
  }

  /** Adds it, and drops the oldest when there is no room; true when that happened. */
  boolean offer(ReceivedNotification notification) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      boolean full = waiting.size() == capacity;
      if (full) {
        waiting.removeFirst();
        dropped++;
      }
      waiting.addLast(notification);
      changed.signal();
      return full;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public ReceivedNotification take() throws InterruptedException {
    while (true) {
      ReceivedNotification next = poll(Duration.ofDays(1));
      if (next != null) {
        return next;
      }
    }
  }

  @Override
  public @Nullable ReceivedNotification poll(Duration limit) throws InterruptedException {
    long nanos = limit.toNanos();
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty() && !closed && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      if (closed) {
        throw new ClientClosed("the subscription to '" + keyRegex + "' is closed");
      }
      return waiting.pollFirst();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long dropped() {
    lock.lock();
    try {
      return dropped;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    return "subscription to '" + keyRegex + "'";
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      waiting.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    onClose.accept(this);
  }
}
