package org.noports.atserver.verb;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
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
  /** A value beginning so is another key's name; so many are followed (3.4.3). */
  private static final String REFERENCE = "atsign://";

  private static final int REFERENCES = 3;

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
      return local(AtKey.shared(peer, command.key(), owner), command.mode(), session);
    }
    if (!session.isOwner()) {
      return local(AtKey.publicKey(command.key(), owner), command.mode(), session);
    }
    AtKey key = AtKey.shared(own, command.key(), owner);
    server.rights().require(session, Use.LOOKUP, key.text());
    return owner.equals(own) ? local(key, command.mode(), session) : remote(command, key);
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
  private Answer local(AtKey key, Mode mode, Session session) {
    StoredRecord record = server.records().get(key.text());
    if (record == null) {
      throw Refusal.notFound(key.text());
    }
    if (!key.name().startsWith("_")) {
      server.keysVisited().count(key.name() + server.atSign());
    }
    if (!server.records().isAlive(record)) {
      return Answer.NULL;
    }
    return mode == Mode.VALUE && isReference(record.value())
        ? referred(key.scope(), record.value(), session)
        : RecordAnswer.of(record, mode);
  }

  private static boolean isReference(String value) {
    return value.stripLeading().startsWith(REFERENCE);
  }

  /** What a value leads to, for the same reader, or among the public keys. */
  private Answer referred(String scope, String reference, Session session) {
    String value = reference;
    for (int i = 0; i < REFERENCES && isReference(value); i++) {
      String name = value.strip().substring(REFERENCE.length()).toLowerCase(Locale.ROOT);
      StoredRecord next = readable(scope + name, session);
      next = next == null ? readable("public:" + name, session) : next;
      if (next == null) {
        return Answer.NULL;
      }
      value = next.value();
    }
    return isReference(value) ? Answer.NULL : new Answer.Data(value);
  }

  private @Nullable StoredRecord readable(String name, Session session) {
    return server.rights().allow(session, Use.LOOKUP, name) ? server.records().alive(name) : null;
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
