package org.noports.atserver.store.sql;

import java.sql.SQLException;
import org.noports.atserver.store.NotificationMetadataText;
import org.noports.atserver.store.NotificationStatus;
import org.noports.atserver.store.NotificationType;
import org.noports.atserver.store.StoredNotification;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.MessageType;
import org.noports.protocol.notification.Operation;
import org.noports.protocol.verb.Priority;

/** The columns of a notification, which are the same in every engine. */
public final class NotificationColumns {
  /** How many columns {@link #SELECTED} names; further ones may follow them. */
  public static final int COUNT = 16;

  public static final String SELECTED =
      "n.id, n.sender, n.recipient, n.key, n.value, n.operation, n.message_type, n.priority,"
          + " n.notifier, n.latest, n.metadata, n.type, n.status, n.at, n.expires_at, n.attempts";

  private NotificationColumns() {}

  public static StoredNotification read(Row row) throws SQLException {
    return new StoredNotification(
        row.text(1),
        AtSign.of(row.text(2)),
        AtSign.of(row.text(3)),
        row.text(4),
        row.textOrNull(5),
        Operation.valueOf(row.text(6)),
        MessageType.valueOf(row.text(7)),
        Priority.valueOf(row.text(8)),
        row.text(9),
        row.smallNumberOrNull(10),
        NotificationMetadataText.read(row.text(11)),
        NotificationType.valueOf(row.text(12)),
        NotificationStatus.valueOf(row.text(13)),
        row.time(14),
        row.time(15),
        row.smallNumber(16));
  }
}
