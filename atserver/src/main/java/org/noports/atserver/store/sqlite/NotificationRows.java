package org.noports.atserver.store.sqlite;

import java.sql.SQLException;
import java.time.Instant;
import org.noports.atserver.store.NotificationMetadataText;
import org.noports.atserver.store.StatusChange;
import org.noports.atserver.store.StoredNotification;
import org.noports.atserver.store.sql.SqlConnection;
import org.noports.protocol.name.AtSign;

/** The SQL of notifications. */
final class NotificationRows {
  private NotificationRows() {}

  /** Whether something waits to be delivered to that recipient. */
  static boolean anyQueued(SqlConnection db, long tenant, AtSign recipient) throws SQLException {
    return db.first(
            "SELECT 1 FROM notification WHERE tenant = ? AND recipient = ? AND type = 'SENT'"
                + " AND status = 'QUEUED' LIMIT 1",
            row -> row.smallNumber(1),
            tenant,
            recipient.text())
        != null;
  }

  /** The time for the next notification: now, but later than every one before it. */
  static Instant nextTime(SqlConnection db, long tenant, Instant now) throws SQLException {
    Long at =
        db.first(
            "UPDATE tenant SET last_notification_at = max(?, last_notification_at + 1)"
                + " WHERE id = ? RETURNING last_notification_at",
            row -> row.number(1),
            now.toEpochMilli(),
            tenant);
    if (at == null) {
      throw new SQLException("the tenant is gone");
    }
    return Instant.ofEpochMilli(at);
  }

  /** False, and nothing changed, when it is known. */
  static boolean insert(SqlConnection db, long tenant, StoredNotification stored)
      throws SQLException {
    return db.change(
            "INSERT INTO notification (tenant, sender, id, recipient, type, status, at, expires_at,"
                + " attempts, operation, message_type, priority, notifier, latest, key, metadata,"
                + " value) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (tenant, id, sender) DO NOTHING",
            tenant,
            stored.from().text(),
            stored.id(),
            stored.to().text(),
            stored.type().name(),
            stored.status().name(),
            stored.at().toEpochMilli(),
            stored.expiresAt().toEpochMilli(),
            stored.attempts(),
            stored.operation().name(),
            stored.messageType().name(),
            stored.priority().name(),
            stored.notifier(),
            stored.latest(),
            stored.key(),
            NotificationMetadataText.write(stored.metadata()),
            stored.value())
        > 0;
  }

  /** Keeps only the newest queued ones of a notifier to a recipient. */
  static void keepLatest(SqlConnection db, long tenant, StoredNotification newest, int depth)
      throws SQLException {
    db.change(
        "UPDATE notification SET status = 'EXPIRED' WHERE tenant = ? AND recipient = ?"
            + " AND type = 'SENT' AND status = 'QUEUED' AND notifier = ? AND rowid NOT IN"
            + " (SELECT rowid FROM notification WHERE tenant = ? AND recipient = ?"
            + " AND type = 'SENT' AND status = 'QUEUED' AND notifier = ?"
            + " ORDER BY at DESC LIMIT ?)",
        tenant,
        newest.to().text(),
        newest.notifier(),
        tenant,
        newest.to().text(),
        newest.notifier(),
        Math.max(1, depth));
  }

  static void setStatus(SqlConnection db, long tenant, AtSign own, StatusChange change)
      throws SQLException {
    db.change(
        "UPDATE notification SET status = ?, attempts = ?"
            + " WHERE tenant = ? AND id = ? AND sender = ? AND type = 'SENT'",
        change.status().name(),
        change.attempts(),
        tenant,
        change.id(),
        own.text());
  }

  static boolean remove(SqlConnection db, long tenant, String id) throws SQLException {
    return db.change("DELETE FROM notification WHERE tenant = ? AND id = ?", tenant, id) > 0;
  }

  /** Removes at most so many: what was sent stays longer, so that its status can be asked. */
  static int deleteExpired(SqlConnection db, Instant now, Instant sentBefore, int limit)
      throws SQLException {
    int others = deleteExpired(db, "type <> 'SENT'", now, limit);
    return others == limit
        ? others
        : others + deleteExpired(db, "type = 'SENT'", sentBefore, limit - others);
  }

  private static int deleteExpired(SqlConnection db, String which, Instant before, int limit)
      throws SQLException {
    return db.change(
        "DELETE FROM notification WHERE rowid IN (SELECT rowid FROM notification WHERE "
            + which
            + " AND expires_at <= ? LIMIT ?)",
        before.toEpochMilli(),
        limit);
  }
}
