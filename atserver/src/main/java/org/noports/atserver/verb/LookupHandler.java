package org.noports.atserver.verb;

import org.noports.atserver.access.Use;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.atserver.record.RecordAnswer;
import org.noports.atserver.store.StoredRecord;
import org.noports.atserver.tenant.AtServer;
import org.noports.atserver.tenant.Rights;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.verb.Lookup;
import org.noports.protocol.verb.Mode;

/** {@code lookup}: who asks decides which key is meant (the table of atprotocol.md 3.4.3). */
final class LookupHandler {
  private final AtServer server;
  private final RemoteKeys remote;

  LookupHandler(AtServer server) {
    this.server = server;
    this.remote = new RemoteKeys(server);
  }

  Answer answer(Lookup command, Session session) {
    AtSign own = server.atSign();
    AtSign owner = command.owner();
    AtSign peer = session.peer();
    requireName(command, session);
    if (peer != null) {
      return local(AtKey.shared(peer, command.key(), owner), command.mode());
    }
    if (!session.isOwner()) {
      return local(AtKey.publicKey(command.key(), owner), command.mode());
    }
    AtKey key = AtKey.shared(own, command.key(), owner);
    server.rights().require(session, Use.LOOKUP, key.text());
    return owner.equals(own) ? local(key, command.mode()) : remote(command, key);
  }

  /** What cannot be a key's name is not found, whoever asks. */
  private void requireName(Lookup command, Session session) {
    if (AtKey.isName(command.key())) {
      return;
    }
    AtSign reader = session.isOwner() ? server.atSign() : session.peer();
    String key = (reader == null ? "public" : reader) + ":" + command.key() + command.owner();
    if (command.owner().equals(server.atSign())) {
      Rights.requireWellFormed(session, key);
    }
    throw Refusal.notFound(key);
  }

  /** A key of this store; another owner's is never found under these names. */
  private Answer local(AtKey key, Mode mode) {
    StoredRecord record = server.records().get(key.text());
    if (record == null) {
      throw Refusal.notFound(key.text());
    }
    if (!key.name().startsWith("_")) {
      server.keysVisited().count(key.name() + server.atSign());
    }
    return server.records().isAlive(record) ? RecordAnswer.of(record, mode) : Answer.NULL;
  }

  private Answer remote(Lookup command, AtKey key) {
    String cachedKey = key.asCached().text();
    StoredRecord cached = command.bypassCache() ? null : server.cache().fresh(cachedKey);
    if (cached != null) {
      return RecordAnswer.of(cached, command.mode());
    }
    JsonObject fetched = remote.shared(key, command.owner());
    if (fetched == null) {
      throw Refusal.notFound(key.text());
    }
    return Fetched.answer(fetched, key.text(), command.mode());
  }
}
