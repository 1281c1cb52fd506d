package org.noports.atserver.verb;

import org.noports.atserver.access.Use;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Session;
import org.noports.atserver.store.StoredNotification;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.verb.NotifyRemove;

/** {@code notify:remove}: forgets a notification (atprotocol.md 3.6.2). */
final class NotifyRemoveHandler {
  private final AtServer server;

  NotifyRemoveHandler(AtServer server) {
    this.server = server;
  }

  Answer answer(NotifyRemove command, Session session) {
    StoredNotification found = server.shared().store().notification(server.atSign(), command.id());
    if (found != null) {
      server.rights().require(session, Use.NOTIFY_REMOVE, found.key());
      server.shared().store().removeNotification(server.atSign(), command.id());
    }
    return Answer.SUCCESS;
  }
}
