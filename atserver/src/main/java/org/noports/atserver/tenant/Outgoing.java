package org.noports.atserver.tenant;

import static java.lang.System.Logger.Level.INFO;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.delivery.DeliveryCommand;
import org.noports.atserver.record.Records;
import org.noports.atserver.store.HandedOver;
import org.noports.atserver.store.NotificationStatus;
import org.noports.atserver.store.NotificationType;
import org.noports.atserver.store.StoreException;
import org.noports.atserver.store.StoredNotification;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.MessageType;
import org.noports.protocol.notification.Operation;
import org.noports.protocol.verb.Priority;

/** Stores what one atSign sends and wakes the delivery (atprotocol.md 4.1). Thread-safe. */
public final class Outgoing {
  private static final System.Logger LOG = System.getLogger(Outgoing.class.getName());

  /** The notifier of what the server sends by itself. */
  private static final String AUTOMATIC = "system";

  /** What lives shorter is mostly found expired before a server elsewhere would have it. */
  private static final Duration SHORTEST_HANDED_OVER = Duration.ofMillis(100);

  private final AtSign owner;
  private final Shared shared;
  private final Records records;

  Outgoing(AtSign owner, Shared shared, Records records) {
    this.owner = owner;
    this.shared = shared;
    this.records = records;
  }

  /** One notification to send; durable when this returns. */
  public void send(StoredNotification notification) {
    if (notification.type() != NotificationType.SENT) {
      shared.store().saveNotification(owner, notification);
      return;
    }
    AtServer near = near(notification);
    if (near != null) {
      shared.deliveries().settle(owner, notification.to());
    }
    StoredNotification offered =
        near == null ? null : Neighbours.offered(notification, near, records.now());
    if (near == null || offered == null) {
      if (shared.store().saveNotification(owner, notification) != null) {
        shared.deliveries().wake(owner, notification.to());
      }
    } else {
      handOver(notification, near, offered);
    }
  }

  private @Nullable AtServer near(StoredNotification notification) {
    return notification.expiredAt(records.now().plus(SHORTEST_HANDED_OVER))
        ? null
        : shared.neighbours().introduced(owner, notification.to());
  }

  /** Sent and received in one step, unless others wait to be delivered before it. */
  private void handOver(StoredNotification notification, AtServer near, StoredNotification offer) {
    HandedOver outcome = shared.store().handOver(owner, notification, offer);
    if (outcome == null) {
      return;
    }
    if (outcome.delivered()) {
      shared.deliveries().countDelivered();
      arrived(near, outcome);
    } else {
      shared.deliveries().wake(owner, notification.to());
    }
  }

  /** Both have it already: that a copy of its key can't be kept is no failure of the sender. */
  private static void arrived(AtServer near, HandedOver outcome) {
    try {
      near.incoming().arrived(outcome.received());
    } catch (ProtocolException | StoreException e) {
      LOG.log(INFO, "{0}: no copy of a key was kept: {1}", near.atSign(), e.getMessage());
    }
  }

  /**
   * Tells the recipient of a shared key that it changed or is gone. What no atServer could read
   * would be repeated until it expires, and all behind it would wait.
   */
  public void automatic(AtKey key, Operation operation, @Nullable String value, Metadata metadata) {
    AtSign recipient = key.sharedWith();
    if (recipient == null || recipient.equals(owner)) {
      return;
    }
    StoredNotification notification =
        new StoredNotification(
            shared.uuid(),
            owner,
            recipient,
            key.text(),
            value,
            operation,
            MessageType.KEY,
            Priority.LOW,
            AUTOMATIC,
            null,
            metadata,
            NotificationType.SENT,
            NotificationStatus.QUEUED,
            records.now(),
            expiry(null),
            0);
    if (DeliveryCommand.isReadable(notification, records.now())) {
      send(notification);
    } else {
      LOG.log(INFO, "{0}: {1} is not told of a key of that name", owner, recipient);
    }
  }

  /** When a notification ends: after what its sender said, within the limits. */
  public Instant expiry(@Nullable Long ttlnMillis) {
    Duration life =
        ttlnMillis == null || ttlnMillis <= 0
            ? shared.limits().notificationLife()
            : Duration.ofMillis(
                Math.min(ttlnMillis, shared.limits().notificationLifeMax().toMillis()));
    return records.now().plus(life);
  }
}
