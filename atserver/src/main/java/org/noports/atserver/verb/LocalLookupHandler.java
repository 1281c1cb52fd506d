package org.noports.atserver.verb;

import org.noports.atserver.access.Use;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.atserver.record.RecordAnswer;
import org.noports.atserver.store.StoredRecord;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.verb.LocalLookup;

/** {@code llookup}: a key of the own store by its full name (atprotocol.md 3.4.2). */
final class LocalLookupHandler {
  private final AtServer server;

  LocalLookupHandler(AtServer server) {
    this.server = server;
  }

  Answer answer(LocalLookup command, Session session) {
    String key = command.fullKey();
    if (!command.isPublic()) {
      server.rights().require(session, Use.LOCAL_LOOKUP, key);
    }
    StoredRecord record = server.records().get(key);
    if (record == null) {
      throw Refusal.notFound(key);
    }
    return server.records().isAlive(record) ? RecordAnswer.of(record, command.mode()) : Answer.NULL;
  }
}
