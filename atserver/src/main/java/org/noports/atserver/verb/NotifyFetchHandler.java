package org.noports.atserver.verb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.access.Use;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Session;
import org.noports.atserver.record.TimeText;
import org.noports.atserver.store.NotificationStatus;
import org.noports.atserver.store.StoredNotification;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.verb.NotifyFetch;

/** {@code notify:fetch}: one notification with all members as texts (atprotocol.md 3.6.2). */
final class NotifyFetchHandler {
  private final AtServer server;

  NotifyFetchHandler(AtServer server) {
    this.server = server;
  }

  Answer answer(NotifyFetch command, Session session) {
    StoredNotification found = server.shared().store().notification(server.atSign(), command.id());
    if (found == null || found.expiredAt(server.records().now())) {
      return new Answer.Data(
          JsonObject.builder()
              .put("id", command.id())
              .put("notificationStatus", "NotificationStatus.expired")
              .build()
              .canonical());
    }
    server.rights().require(session, Use.NOTIFY_FETCH, found.key());
    return new Answer.Data(json(found).canonical());
  }

  private static JsonObject json(StoredNotification from) {
    return JsonObject.builder()
        .put("id", from.id())
        .put("fromAtSign", from.from().text())
        .put("notificationDateTime", TimeText.of(from.at()))
        .put("toAtSign", from.to().text())
        .put("notification", from.key())
        .put("type", "NotificationType." + lower(from.type()))
        .put("opType", "OperationType." + from.operation().text())
        .put("messageType", "MessageType." + from.messageType().text())
        .put("priority", "NotificationPriority." + from.priority().text())
        .put("notificationStatus", "NotificationStatus." + from.status().text())
        .put("retryCount", Integer.toString(tries(from)))
        .put("strategy", from.latest() == null ? "all" : "latest")
        .put("depth", from.latest() == null ? "1" : from.latest().toString())
        .put("notifier", from.notifier())
        .put("expiresAt", TimeText.of(from.expiresAt()))
        .put("atValue", String.valueOf(from.value()))
        .put("atMetadata", metadataText(from))
        .put("ttl", Long.toString(Duration.between(from.at(), from.expiresAt()).toMillis()))
        .build();
  }

  /** The reference counts from one, and each failure. */
  private static int tries(StoredNotification from) {
    return from.status() == NotificationStatus.DELIVERED
        ? Math.max(1, from.attempts())
        : from.attempts() + 1;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** {@code {name: value, ...}} as the reference prints its map. */
  private static String metadataText(StoredNotification from) {
    Metadata metadata = from.metadata();
    List<String> members = new ArrayList<>();
    add(members, "createdBy", from.from());
    add(members, "ttl", metadata.ttl() == null ? Long.valueOf(0) : metadata.ttl());
    add(members, "ttb", metadata.ttb() == null ? Long.valueOf(0) : metadata.ttb());
    add(members, "ttr", metadata.ttr());
    add(members, "ccd", metadata.ccd());
    add(members, "isEncrypted", metadata.isEncrypted());
    add(members, "sharedKeyEnc", metadata.sharedKeyEnc());
    add(members, "pubKeyCS", metadata.pubKeyCS());
    add(members, "encKeyName", metadata.encKeyName());
    add(members, "encAlgo", metadata.encAlgo());
    add(members, "ivNonce", metadata.ivNonce());
    add(members, "skeEncKeyName", metadata.skeEncKeyName());
    add(members, "skeEncAlgo", metadata.skeEncAlgo());
    return "{" + String.join(", ", members) + "}";
  }

  private static void add(List<String> members, String name, @Nullable Object value) {
    if (value != null) {
      members.add(name + ": " + value);
    }
  }
}
