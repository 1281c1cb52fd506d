package org.noports.atserver.verb;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.access.Use;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.atserver.store.NotificationStatus;
import org.noports.atserver.store.NotificationType;
import org.noports.atserver.store.StoredNotification;
import org.noports.atserver.tenant.AtServer;
import org.noports.atserver.tenant.NotifiedKey;
import org.noports.atserver.tenant.NotifiedMetadata;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.KeyKind;
import org.noports.protocol.notification.MessageType;
import org.noports.protocol.verb.Notify;
import org.noports.protocol.verb.Strategy;

/**
 * {@code notify}. Of the owner: stores the notification and answers its id; delivery follows by
 * itself (atprotocol.md 3.6.1, 4.1). Of another atServer: takes it for the owner (4.4).
 */
final class NotifyHandler {
  private final AtServer server;

  NotifyHandler(AtServer server) {
    this.server = server;
  }

  Answer answer(Notify command, Session session) {
    AtSign peer = session.peer();
    if (peer == null) {
      return new Answer.Data(send(command, session));
    }
    server.incoming().take(command, peer);
    return Answer.SUCCESS;
  }

  /** Checks and stores; the answer is the notification's id. */
  String send(Notify command, Session session) {
    AtSign own = server.atSign();
    AtSign owner = Objects.requireNonNullElse(command.owner(), own);
    if (!owner.equals(own)) {
      throw Refusal.of(
          ErrorCode.AT0009, owner + " is not authorized to send notification as " + own);
    }
    AtSign recipient = command.recipient();
    if (recipient == null) {
      throw Refusal.of(ErrorCode.AT0003, "Invalid syntax. e.g notify:@colin:key@kevin");
    }
    if (command.strategyOrDefault() == Strategy.LATEST && command.notifier() == null) {
      throw Refusal.of(
          ErrorCode.AT0003, "Invalid syntax. For Strategy latest, notifier cannot be null");
    }
    String key = NotifiedKey.of(command, own);
    if (command.messageTypeOrDefault() == MessageType.TEXT
        && session.enrollmentId() != null
        && KeyKind.of(key, false) == KeyKind.INVALID) {
      throw Refusal.of(ErrorCode.AT0003, key + " is not well-formed key");
    }
    server.rights().require(session, Use.NOTIFY, key);
    server.quota().require(key, Objects.requireNonNullElse(command.value(), ""));
    StoredNotification notification = stored(command, recipient, key);
    server.outgoing().send(notification);
    return notification.id();
  }

  private StoredNotification stored(Notify command, AtSign recipient, String key) {
    boolean toSelf = recipient.equals(server.atSign());
    return new StoredNotification(
        Objects.requireNonNullElseGet(command.id(), server.shared()::uuid),
        server.atSign(),
        recipient,
        key,
        command.value(),
        command.operationOrDefault(),
        command.messageTypeOrDefault(),
        command.priorityOrDefault(),
        Objects.requireNonNullElse(command.notifier(), Notify.DEFAULT_NOTIFIER),
        latest(command),
        NotifiedMetadata.of(command, key),
        toSelf ? NotificationType.RECEIVED : NotificationType.SENT,
        toSelf ? NotificationStatus.DELIVERED : NotificationStatus.QUEUED,
        server.records().now(),
        server.outgoing().expiry(command.ttln()),
        0);
  }

  private static @Nullable Integer latest(Notify command) {
    if (command.strategyOrDefault() == Strategy.ALL) {
      return null;
    }
    long depth = Objects.requireNonNullElse(command.latestN(), 1L);
    return Math.clamp(depth, 1, 10_000);
  }
}
