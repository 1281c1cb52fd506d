package org.noports.atserver.tenant;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.store.NotificationStatus;
import org.noports.atserver.store.NotificationType;
import org.noports.atserver.store.StoredNotification;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.Operation;
import org.noports.protocol.verb.Notify;

/**
 * What other atSigns send to one atSign, by whatever way it comes (atprotocol.md 4.4). Whose key it
 * is and to whom it goes must be what the sender proved to be (9.1, items 5 to 7). Thread-safe; may
 * block on the store.
 */
public final class Incoming {
  private final AtServer server;

  Incoming(AtServer server) {
    this.server = server;
  }

  /** Checks and stores it; durable when this returns. */
  public void take(Notify command, AtSign caller) {
    StoredNotification given = checked(command, caller);
    arrived(server.shared().store().saveNotification(server.atSign(), given));
  }

  /** As it is to be stored; a {@link Refusal} when it may not be. */
  StoredNotification checked(Notify command, AtSign caller) {
    AtSign own = server.atSign();
    if (!own.equals(command.recipient())) {
      throw Refusal.of(ErrorCode.AT0009, "notifications are accepted for " + own + " only");
    }
    AtSign owner = Objects.requireNonNullElse(command.owner(), caller);
    if (!owner.equals(caller)) {
      throw Refusal.of(
          ErrorCode.AT0009, caller + " is not authorized to send notification as " + owner);
    }
    server.quota().require(command.key(), Objects.requireNonNullElse(command.value(), ""));
    return received(command, caller);
  }

  /** It is durable; null when it was known. Copies of keys follow what it says. */
  void arrived(@Nullable StoredNotification stored) {
    server.shared().counters().received();
    if (stored != null && server.cache().received(stored)) {
      server
          .monitors()
          .announceStats(
              stored.operation() == Operation.DELETE ? Operation.DELETE : Operation.UPDATE);
    }
  }

  private StoredNotification received(Notify command, AtSign caller) {
    String key = NotifiedKey.of(command, caller);
    return new StoredNotification(
        Objects.requireNonNullElseGet(command.id(), server.shared()::uuid),
        caller,
        server.atSign(),
        key,
        command.value(),
        command.operationOrDefault(),
        command.messageTypeOrDefault(),
        command.priorityOrDefault(),
        Objects.requireNonNullElse(command.notifier(), Notify.DEFAULT_NOTIFIER),
        null,
        NotifiedMetadata.of(command, key),
        NotificationType.RECEIVED,
        NotificationStatus.DELIVERED,
        server.records().now(),
        server.outgoing().expiry(command.ttln()),
        0);
  }
}
