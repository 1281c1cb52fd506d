package org.noports.atserver.store.sql;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.NotificationCount;
import org.noports.atserver.store.NotificationStatus;
import org.noports.atserver.store.NotificationType;
import org.noports.atserver.store.StoredNotification;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.MessageType;
import org.noports.protocol.notification.Operation;

/** Questions about notifications, which every engine answers alike. */
public final class NotificationReads {
  private static final String SELECT =
      "SELECT " + NotificationColumns.SELECTED + " FROM notification n ";

  private NotificationReads() {}

  public static @Nullable StoredNotification byId(
      SqlConnection db, long tenant, AtSign own, String id) throws SQLException {
    return db.first(
        SELECT + "WHERE tenant = ? AND id = ? ORDER BY sender = ? DESC, at DESC LIMIT 1",
        NotificationColumns::read,
        tenant,
        id,
        own.text());
  }

  public static long lastAt(SqlConnection db, long tenant) throws SQLException {
    Long last =
        db.first(
            "SELECT last_notification_at FROM tenant WHERE id = ?", row -> row.number(1), tenant);
    return last == null ? 0 : last;
  }

  public static List<StoredNotification> received(
      SqlConnection db, long tenant, long afterEpochMillis, int limit) throws SQLException {
    return db.list(
        SELECT + "WHERE tenant = ? AND type <> 'SENT' AND at > ? ORDER BY at LIMIT ?",
        NotificationColumns::read,
        tenant,
        afterEpochMillis,
        limit);
  }

  public static List<StoredNotification> queued(
      SqlConnection db, long tenant, AtSign recipient, int limit) throws SQLException {
    return db.list(
        SELECT
            + "WHERE tenant = ? AND recipient = ? AND type = 'SENT' AND status = 'QUEUED'"
            + " ORDER BY at LIMIT ?",
        NotificationColumns::read,
        tenant,
        recipient.text(),
        limit);
  }

  public static List<NotificationCount> counts(SqlConnection db, long tenant) throws SQLException {
    return db.list(
        "SELECT type, status, operation, message_type, count(*) FROM notification"
            + " WHERE tenant = ? GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
        row ->
            new NotificationCount(
                NotificationType.valueOf(row.text(1)),
                NotificationStatus.valueOf(row.text(2)),
                Operation.valueOf(row.text(3)),
                MessageType.valueOf(row.text(4)),
                row.number(5)),
        tenant);
  }
}
