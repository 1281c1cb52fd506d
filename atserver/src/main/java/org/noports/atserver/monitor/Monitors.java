package org.noports.atserver.monitor;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.connection.Session;
import org.noports.atserver.record.Records;
import org.noports.atserver.store.Store;
import org.noports.atserver.store.StoredNotification;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.Notification;
import org.noports.protocol.notification.Operation;

/**
 * The monitor connections of one atSign (atprotocol.md 4.5 and 4.6). Thread-safe. {@link #stored}
 * is called by the store's own thread in the order of the notifications' times and never blocks.
 */
public final class Monitors {
  private static final int REPLAY_PAGE = 200;

  /**
   * A statsNotification claims this much less than now unless something newer was shown: a client
   * resumes after the last time it saw, and what is being stored must not be lost to it.
   */
  private static final long STATS_BEHIND_MILLIS = 5_000;

  private final AtSign owner;
  private final Store store;
  private final Records records;
  private final Set<MonitorRegistration> registrations = ConcurrentHashMap.newKeySet();
  private volatile long lastStored = Long.MIN_VALUE;

  public Monitors(AtSign owner, Store store, Records records) {
    this.owner = owner;
    this.store = store;
    this.records = records;
  }

  /**
   * Registers a connection, in place of what it monitored before. When a time is given, everything
   * unexpired that was stored after it is shown first; that may wait for the reader, so it runs on
   * the connection's own thread.
   */
  public void register(MonitorFilter filter, Session session, @Nullable Long afterEpochMillis) {
    MonitorRegistration registration =
        new MonitorRegistration(filter, session.outbox(), registrations::remove);
    registrations.add(registration);
    if (session.monitor(registration) instanceof MonitorRegistration former) {
      registration.continueAfter(former);
    }
    if (afterEpochMillis != null) {
      // Asked after the connection is registered and before the replay: what is stored later is
      // heard of, and what was stored before is either in the replay or not wanted.
      registration.knownUntil(store.lastNotificationAt(owner));
      replay(registration, afterEpochMillis);
    }
    registration.caughtUp();
  }

  private void replay(MonitorRegistration registration, long afterEpochMillis) {
    long after = afterEpochMillis;
    while (true) {
      List<StoredNotification> page = store.received(owner, after, REPLAY_PAGE);
      Instant now = records.now();
      for (StoredNotification notification : page) {
        if (!notification.expiredAt(now) && !registration.replay(notification)) {
          return;
        }
      }
      if (page.size() < REPLAY_PAGE) {
        return;
      }
      after = page.getLast().at().toEpochMilli();
    }
  }

  /** A notification was stored. */
  public void stored(StoredNotification notification) {
    if (MonitorFilter.isForMonitors(notification)) {
      lastStored = notification.at().toEpochMilli();
      registrations.forEach(registration -> registration.stored(notification));
    }
  }

  /** Tells every monitor the last commit id, after a change or as a sign of life. */
  public void announceStats(Operation operation) {
    if (registrations.isEmpty()) {
      return;
    }
    long at = Math.max(lastStored, records.now().toEpochMilli() - STATS_BEHIND_MILLIS);
    Notification stats = Notification.stats(owner, store.lastCommitId(owner), operation, at);
    byte[] line = (stats.line() + "\n").getBytes(StandardCharsets.UTF_8);
    registrations.forEach(registration -> registration.offer(line));
  }

  /** How many connections monitor. */
  public int count() {
    return registrations.size();
  }
}
