package org.noports.atserver.verb;

import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.peer.PeerAnswer;
import org.noports.atserver.record.RecordAnswer;
import org.noports.atserver.store.StoredRecord;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.verb.Lookup;
import org.noports.protocol.verb.Mode;
import org.noports.protocol.verb.PublicLookup;

/** {@code plookup}: anybody's public key, through the own server (atprotocol.md 3.4.4). */
final class PublicLookupHandler {
  private final AtServer server;

  PublicLookupHandler(AtServer server) {
    this.server = server;
  }

  Answer answer(PublicLookup command) {
    AtKey key = AtKey.publicKey(command.key(), command.owner());
    if (command.owner().equals(server.atSign())) {
      StoredRecord record = server.records().alive(key.text());
      if (record == null) {
        throw Refusal.notFound(key.text());
      }
      return RecordAnswer.of(record, command.mode());
    }
    String cachedKey = key.asCached().text();
    StoredRecord cached = command.bypassCache() ? null : server.cache().fresh(cachedKey);
    return cached != null
        ? RecordAnswer.of(cached, command.mode())
        : fetch(command, key, cachedKey);
  }

  private Answer fetch(PublicLookup command, AtKey key, String cachedKey) {
    String line = new Lookup(false, Mode.ALL, command.key(), command.owner()).line();
    PeerAnswer answer = server.shared().peers().ask(command.owner(), line);
    if (answer instanceof PeerAnswer.Refused refused && refused.code() == ErrorCode.AT0015) {
      server.cache().drop(cachedKey);
    }
    JsonObject fetched = Fetched.parse(PeerCalls.data(answer, command.owner()), key.text());
    if (fetched == null) {
      server.cache().drop(cachedKey);
      throw Refusal.notFound(key.text());
    }
    if (key.name().equals("publickey")) {
      server.cache().sawPublicKey(command.owner(), fetched);
    } else {
      server.cache().fetchedPublic(cachedKey, command.owner(), fetched);
    }
    return Fetched.answer(fetched, key.text(), command.mode());
  }
}
