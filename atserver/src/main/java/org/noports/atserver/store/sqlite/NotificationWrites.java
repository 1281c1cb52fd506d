package org.noports.atserver.store.sqlite;

import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.HandedOver;
import org.noports.atserver.store.NotificationStatus;
import org.noports.atserver.store.StoredNotification;
import org.noports.atserver.store.sql.SqlConnection;
import org.noports.protocol.name.AtSign;

/** What storing a notification consists of, within the writer's transaction. */
final class NotificationWrites {
  private NotificationWrites() {}

  /** Null when it is known. */
  static @Nullable StoredNotification save(
      SqlConnection db,
      Events events,
      AtSign tenant,
      long number,
      StoredNotification notification,
      Instant now)
      throws SQLException {
    StoredNotification stored = notification.storedAt(NotificationRows.nextTime(db, number, now));
    if (!NotificationRows.insert(db, number, stored)) {
      return null;
    }
    if (stored.latest() != null && stored.status() == NotificationStatus.QUEUED) {
      NotificationRows.keepLatest(db, number, stored, stored.latest());
    }
    events.stored(tenant, stored);
    return stored;
  }

  /**
   * Gives it to its recipient, or queues it behind others and for who is not here; null when it is
   * known.
   *
   * @param recipient number of the tenant that receives it, null when there is none
   */
  static @Nullable HandedOver handOver(
      SqlConnection db,
      Events events,
      AtSign sender,
      long number,
      StoredNotification sent,
      @Nullable Long recipient,
      StoredNotification received,
      Instant now)
      throws SQLException {
    if (recipient == null || NotificationRows.anyQueued(db, number, sent.to())) {
      StoredNotification queued = save(db, events, sender, number, sent, now);
      return queued == null ? null : new HandedOver(queued, null);
    }
    StoredNotification delivered =
        save(db, events, sender, number, sent.with(NotificationStatus.DELIVERED, 1), now);
    return delivered == null
        ? null
        : new HandedOver(delivered, save(db, events, sent.to(), recipient, received, now));
  }
}
