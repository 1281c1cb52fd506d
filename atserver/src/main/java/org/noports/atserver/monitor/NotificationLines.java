package org.noports.atserver.monitor;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.record.TimeText;
import org.noports.atserver.store.StoredNotification;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.notification.MessageType;
import org.noports.protocol.notification.Notification;
import org.noports.protocol.notification.NotificationMetadata;

/** Stored notifications as monitors and {@code notify:list} show them (atprotocol.md 4.5). */
public final class NotificationLines {
  private NotificationLines() {}

  public static Notification shown(StoredNotification stored) {
    Metadata metadata = stored.metadata();
    return new Notification(
        stored.id(),
        stored.from(),
        stored.to(),
        stored.key(),
        stored.value(),
        stored.operation(),
        stored.at().toEpochMilli(),
        stored.messageType(),
        isEncrypted(stored),
        new NotificationMetadata(
            metadata.ttr(),
            metadata.ttl(),
            metadata.ttb(),
            metadata.sharedKeyEnc(),
            metadata.pubKeyCS(),
            metadata.dataSignature(),
            metadata.encKeyName(),
            metadata.encAlgo(),
            metadata.ivNonce(),
            metadata.skeEncKeyName(),
            metadata.skeEncAlgo(),
            TimeText.ofNullable(availableAt(stored)),
            TimeText.of(stored.expiresAt()),
            metadata.pubKeyHash(),
            metadata.hashingAlgo(),
            metadata.appMetadata()));
  }

  /** When the key a notification is about is born, if not at once. */
  private static @Nullable Instant availableAt(StoredNotification stored) {
    Long ttb = stored.metadata().ttb();
    return ttb == null || ttb <= 0 ? null : stored.at().plusMillis(ttb);
  }

  /** Keys shared with somebody are encrypted unless said otherwise, the rest only when said. */
  private static boolean isEncrypted(StoredNotification stored) {
    Boolean said = stored.metadata().isEncrypted();
    if (said != null) {
      return said;
    }
    return stored.messageType() == MessageType.KEY && !stored.key().startsWith("public:");
  }
}
