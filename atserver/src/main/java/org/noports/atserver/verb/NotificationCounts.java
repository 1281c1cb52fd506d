package org.noports.atserver.verb;

import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.noports.atserver.store.NotificationCount;
import org.noports.atserver.store.NotificationStatus;
import org.noports.atserver.store.NotificationType;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.notification.MessageType;
import org.noports.protocol.notification.Operation;

/** The value of {@code stats:11} (atprotocol.md 3.8). */
final class NotificationCounts {
  private NotificationCounts() {}

  static JsonObject of(List<NotificationCount> counts, Instant now) {
    return JsonObject.builder()
        .put("total", sum(counts, _ -> true))
        .put(
            "type",
            JsonObject.builder()
                .put("sent", sum(counts, c -> c.type() == NotificationType.SENT))
                .put("received", sum(counts, c -> c.type() != NotificationType.SENT))
                .build())
        .put(
            "status",
            JsonObject.builder()
                .put("delivered", sum(counts, c -> c.status() == NotificationStatus.DELIVERED))
                .put("failed", sum(counts, NotificationCounts::failed))
                .put("queued", sum(counts, c -> c.status() == NotificationStatus.QUEUED))
                .build())
        .put(
            "operations",
            JsonObject.builder()
                .put("update", sum(counts, c -> c.operation() == Operation.UPDATE))
                .put("delete", sum(counts, c -> c.operation() == Operation.DELETE))
                .build())
        .put(
            "messageType",
            JsonObject.builder()
                .put("key", sum(counts, c -> c.messageType() == MessageType.KEY))
                .put("text", sum(counts, c -> c.messageType() == MessageType.TEXT))
                .build())
        .put("createdOn", now.toEpochMilli())
        .build();
  }

  private static boolean failed(NotificationCount count) {
    return count.status() == NotificationStatus.ERRORED
        || count.status() == NotificationStatus.EXPIRED;
  }

  private static long sum(List<NotificationCount> counts, Predicate<NotificationCount> which) {
    return counts.stream().filter(which).mapToLong(NotificationCount::count).sum();
  }
}
