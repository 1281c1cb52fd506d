package org.noports.atserver.store;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.MessageType;
import org.noports.protocol.notification.Operation;
import org.noports.protocol.verb.Priority;

/**
 * A notification as it is kept (atprotocol.md 3.6 and 4). Ids belong to their sender: two atSigns
 * may use the same one.
 *
 * @param id chosen by the sender
 * @param from who sent it: the tenant itself, or the pol caller
 * @param key full key text as monitors see it: {@code @bob:k.ns@alice}, {@code public:k@alice},
 *     {@code @bob:<text>}
 * @param value null for deletes and notifications without a value
 * @param latest null for strategy {@code all}; else how many queued ones of this notifier to this
 *     recipient are kept
 * @param metadata what is forwarded, {@code isEncrypted}, {@code ttl}, {@code ttb}, {@code ttr} and
 *     {@code ccd} included
 * @param at when it was stored here; the store sets it, strictly growing within a tenant, and moves
 *     {@code expiresAt} with it
 * @param attempts deliveries tried so far
 */
public record StoredNotification(
    String id,
    AtSign from,
    AtSign to,
    String key,
    @Nullable String value,
    Operation operation,
    MessageType messageType,
    Priority priority,
    String notifier,
    @Nullable Integer latest,
    Metadata metadata,
    NotificationType type,
    NotificationStatus status,
    Instant at,
    Instant expiresAt,
    int attempts) {

  public boolean expiredAt(Instant now) {
    return !now.isBefore(expiresAt);
  }

  /** The same, stored at another time; its life is as long as it was, so it ends later, too. */
  public StoredNotification storedAt(Instant time) {
    return new StoredNotification(
        id,
        from,
        to,
        key,
        value,
        operation,
        messageType,
        priority,
        notifier,
        latest,
        metadata,
        type,
        status,
        time,
        expiresAt.plus(Duration.between(at, time)),
        attempts);
  }

  /** The same with another status and number of attempts. */
  public StoredNotification with(NotificationStatus newStatus, int newAttempts) {
    return new StoredNotification(
        id,
        from,
        to,
        key,
        value,
        operation,
        messageType,
        priority,
        notifier,
        latest,
        metadata,
        type,
        newStatus,
        at,
        expiresAt,
        newAttempts);
  }

  /** What users send each other stands in no log. */
  @Override
  public String toString() {
    return "StoredNotification[" + type + " " + id + " " + from + "->" + to + " " + status + "]";
  }
}
