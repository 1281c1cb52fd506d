package org.noports.atserver.store;

import java.time.Duration;
import java.time.Instant;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.MessageType;
import org.noports.protocol.notification.Operation;
import org.noports.protocol.verb.Priority;

/** Notifications for tests. */
public final class Notifications {
  private Notifications() {}

  public static StoredNotification sent(String id, AtSign from, AtSign to, Instant now) {
    return notification(id, from, to, NotificationType.SENT, now);
  }

  public static StoredNotification received(String id, AtSign from, AtSign to, Instant now) {
    return notification(id, from, to, NotificationType.RECEIVED, now);
  }

  private static StoredNotification notification(
      String id, AtSign from, AtSign to, NotificationType type, Instant now) {
    return new StoredNotification(
        id,
        from,
        to,
        to.text() + ":ping.dev1.sshnp" + from.text(),
        "value of " + id,
        Operation.UPDATE,
        MessageType.KEY,
        Priority.LOW,
        "SYSTEM",
        null,
        Metadata.builder().isEncrypted(true).ttl(60_000L).ivNonce("abcd==").build(),
        type,
        type == NotificationType.SENT ? NotificationStatus.QUEUED : NotificationStatus.DELIVERED,
        now,
        now.plus(Duration.ofMinutes(1)),
        0);
  }

  public static StoredNotification latest(
      StoredNotification from, String notifier, int depth, Duration life) {
    return new StoredNotification(
        from.id(),
        from.from(),
        from.to(),
        from.key(),
        from.value(),
        from.operation(),
        from.messageType(),
        from.priority(),
        notifier,
        depth,
        from.metadata(),
        from.type(),
        from.status(),
        from.at(),
        from.at().plus(life),
        from.attempts());
  }
}
