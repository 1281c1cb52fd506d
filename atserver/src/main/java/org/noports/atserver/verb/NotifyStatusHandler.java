package org.noports.atserver.verb;

import org.noports.atserver.access.Use;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Session;
import org.noports.atserver.store.NotificationStatus;
import org.noports.atserver.store.StoredNotification;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.verb.NotifyStatus;

/** {@code notify:status}: how far a notification has come (atprotocol.md 3.6.2). */
final class NotifyStatusHandler {
  private final AtServer server;

  NotifyStatusHandler(AtServer server) {
    this.server = server;
  }

  Answer answer(NotifyStatus command, Session session) {
    StoredNotification found = server.shared().store().notification(server.atSign(), command.id());
    if (found == null) {
      return Answer.NULL;
    }
    server.rights().require(session, Use.NOTIFY_STATUS, found.key());
    boolean waitedTooLong =
        found.status() == NotificationStatus.QUEUED && found.expiredAt(server.records().now());
    return new Answer.Data((waitedTooLong ? NotificationStatus.EXPIRED : found.status()).text());
  }
}
