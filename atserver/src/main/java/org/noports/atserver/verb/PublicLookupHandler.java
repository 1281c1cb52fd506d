package org.noports.atserver.verb;

import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.record.RecordAnswer;
import org.noports.atserver.store.StoredRecord;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.verb.PublicLookup;

/** {@code plookup}: anybody's public key, through the own server (atprotocol.md 3.4.4). */
final class PublicLookupHandler {
  private final AtServer server;
  private final RemoteKeys remote;

  PublicLookupHandler(AtServer server) {
    this.server = server;
    this.remote = new RemoteKeys(server);
  }

  Answer answer(PublicLookup command) {
    if (!AtKey.isName(command.key())) {
      throw Refusal.notFound("public:" + command.key() + command.owner());
    }
    AtKey key = AtKey.publicKey(command.key(), command.owner());
    if (command.owner().equals(server.atSign())) {
      StoredRecord record = server.records().alive(key.text());
      if (record == null) {
        // As when this server had asked itself over the network, which the reference does.
        throw Refusal.of(ErrorCode.AT0015, "Exception: " + Refusal.notFound(key.text()).text());
      }
      return RecordAnswer.of(record, command.mode());
    }
    String cachedKey = key.asCached().text();
    StoredRecord cached = command.bypassCache() ? null : server.cache().fresh(cachedKey);
    return cached != null ? RecordAnswer.of(cached, command.mode()) : fetch(command, key);
  }

  private Answer fetch(PublicLookup command, AtKey key) {
    JsonObject fetched = remote.open(key, command.owner());
    if (fetched == null) {
      throw Refusal.notFound(key.text());
    }
    return Fetched.answer(fetched, key.text(), command.mode());
  }
}
