package org.noports.atserver.monitor;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.noports.atserver.connection.Outbox;
import org.noports.atserver.connection.Session;
import org.noports.atserver.store.StoredNotification;

/**
 * One connection that monitors. It is registered before the store is read, and what arrives
 * meanwhile waits; times of notifications are unique and grow, so one number tells what was shown.
 *
 * <pre>
 * REPLAYING --caughtUp--> LIVE --close--> ENDED
 * </pre>
 *
 * <p>{@code lock} guards {@code state}, {@code waiting} and {@code lastShown}; offering a line to
 * the outbox under it never blocks.
 */
public final class MonitorRegistration implements Session.Registration {
  /** More than this many notifications during one replay end the connection. */
  private static final int MAX_WAITING = 10_000;

  private enum State {
    REPLAYING,
    LIVE,
    ENDED
  }

  private final MonitorFilter filter;
  private final Outbox outbox;
  private final Consumer<MonitorRegistration> onClose;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<StoredNotification> waiting = new ArrayDeque<>();
  private State state = State.REPLAYING;
  private long lastShown;

  MonitorRegistration(MonitorFilter filter, Outbox outbox, Consumer<MonitorRegistration> onClose) {
    this.filter = filter;
    this.outbox = outbox;
    this.onClose = onClose;
    this.lastShown = Long.MIN_VALUE;
  }

  /** A notification was stored. Called in the order of their times; never blocks. */
  void stored(StoredNotification notification) {
    if (!filter.shows(notification)) {
      return;
    }
    lock.lock();
    try {
      switch (state) {
        case REPLAYING -> {
          if (waiting.size() >= MAX_WAITING) {
            state = State.ENDED;
            outbox.abandon();
          } else {
            waiting.add(notification);
          }
        }
        case LIVE -> show(notification);
        case ENDED -> {}
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes the place of another one, which is closed: what that one has shown is not repeated. */
  void continueAfter(MonitorRegistration former) {
    long shown = former.lastShown();
    lock.lock();
    try {
      lastShown = shown;
    } finally {
      lock.unlock();
    }
  }

  private long lastShown() {
    lock.lock();
    try {
      return lastShown;
    } finally {
      lock.unlock();
    }
  }

  /**
   * A replay follows that has all up to that time which is wanted. News of them may still be under
   * way from another process, and would show again what the client has seen on another connection.
   */
  void knownUntil(long epochMillis) {
    lock.lock();
    try {
      lastShown = Math.max(lastShown, epochMillis);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Shows a notification of the replay; may wait for the reader. Only the connection's own thread
   * calls this.
   *
   * @return false when the connection has ended
   */
  boolean replay(StoredNotification notification) {
    if (!filter.shows(notification)) {
      return true;
    }
    knownUntil(notification.at().toEpochMilli());
    return outbox.put(line(notification));
  }

  /** The replay is over: what waited follows, except what the replay has shown or left out. */
  void caughtUp() {
    lock.lock();
    try {
      if (state == State.REPLAYING) {
        state = State.LIVE;
        for (StoredNotification notification : waiting) {
          show(notification);
        }
        waiting.clear();
      }
    } finally {
      lock.unlock();
    }
  }

  private void show(StoredNotification notification) {
    long at = notification.at().toEpochMilli();
    if (at > lastShown) {
      lastShown = at;
      outbox.offer(line(notification));
    }
  }

  /** A statsNotification; it has no filter. */
  void offer(byte[] statsLine) {
    outbox.offer(statsLine);
  }

  private static byte[] line(StoredNotification notification) {
    return (NotificationLines.shown(notification).line() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      state = State.ENDED;
      waiting.clear();
    } finally {
      lock.unlock();
    }
    onClose.accept(this);
  }
}
