package org.noports.atserver.verb;

import java.util.Objects;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.atserver.store.NotificationStatus;
import org.noports.atserver.store.NotificationType;
import org.noports.atserver.store.StoredNotification;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.Operation;
import org.noports.protocol.verb.Notify;

/**
 * {@code notify} from another atServer: what its atSign sends to ours (atprotocol.md 4.4). Whose
 * key it is and to whom it goes must be what the handshake proved (9.1, items 5 to 7).
 */
final class NotifyReceiver {
  private final AtServer server;

  NotifyReceiver(AtServer server) {
    this.server = server;
  }

  Answer answer(Notify command, Session session) {
    AtSign caller = Objects.requireNonNull(session.peer());
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
    StoredNotification stored =
        server.shared().store().saveNotification(own, received(command, caller));
    server.shared().counters().received();
    if (stored != null && server.cache().received(stored)) {
      server
          .monitors()
          .announceStats(
              stored.operation() == Operation.DELETE ? Operation.DELETE : Operation.UPDATE);
    }
    return Answer.SUCCESS;
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
        NotifyHandler.metadata(command, key),
        NotificationType.RECEIVED,
        NotificationStatus.DELIVERED,
        server.records().now(),
        server.outgoing().expiry(command.ttln()),
        0);
  }
}
