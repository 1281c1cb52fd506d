package org.noports.atserver.verb;

import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Session;
import org.noports.atserver.monitor.MonitorFilter;
import org.noports.atserver.record.SearchPattern;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.verb.Monitor;

/**
 * {@code monitor}: from now on the connection is shown notifications; it gets no answer
 * (atprotocol.md 3.7, 4.5). A second one on a connection replaces the first.
 */
final class MonitorHandler {
  private final AtServer server;

  MonitorHandler(AtServer server) {
    this.server = server;
  }

  Answer answer(Monitor command, Session session) {
    String regex = command.regex();
    MonitorFilter filter =
        new MonitorFilter(
            command.selfNotifications(),
            regex == null ? null : SearchPattern.of(regex),
            server.rights().of(session));
    session
        .outbox()
        .startQueue(
            command.multiplexed(), "monitor of " + server.atSign() + " to " + session.remote());
    server.monitors().register(filter, session, command.epochMillis());
    return Answer.SILENCE;
  }
}
