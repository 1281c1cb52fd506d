package org.noports.atserver.monitor;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.access.AccessCheck;
import org.noports.atserver.access.Enrollment;
import org.noports.atserver.access.Use;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.record.SearchPattern;
import org.noports.atserver.store.NotificationType;
import org.noports.atserver.store.StoredNotification;

/**
 * What one monitor is shown (atprotocol.md 4.5). Immutable.
 *
 * @param selfNotifications whether the atSign's notifications to itself are wanted too
 * @param search searched in the key and in the sender without {@code @}; null shows all
 * @param enrollment whose rights count, null for all
 */
public record MonitorFilter(
    boolean selfNotifications, @Nullable SearchPattern search, @Nullable Enrollment enrollment) {

  /** Whether the notification is to be shown; an expression that takes too long finds nothing. */
  boolean shows(StoredNotification notification) {
    return ofWantedType(notification)
        && !isOver(notification.at())
        && AccessCheck.allows(enrollment, Use.MONITOR, notification.key())
        && found(notification);
  }

  private boolean isOver(Instant now) {
    Instant end = enrollment == null ? null : enrollment.expiresAt();
    return end != null && !now.isBefore(end);
  }

  private boolean ofWantedType(StoredNotification notification) {
    return switch (notification.type()) {
      case SENT -> false;
      case RECEIVED -> true;
      // What the server itself announces; an owner's notify to itself counts as received.
      case SELF -> selfNotifications;
    };
  }

  private boolean found(StoredNotification notification) {
    if (search == null) {
      return true;
    }
    try {
      return search.finds(notification.key()) || search.finds(notification.from().bare());
    } catch (Refusal e) {
      return false;
    }
  }

  /** Kinds a monitor can be shown at all. */
  static boolean isForMonitors(StoredNotification notification) {
    return notification.type() != NotificationType.SENT;
  }
}
