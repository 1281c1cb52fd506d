package org.noports.atserver.verb;

import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.record.RecordAnswer;
import org.noports.atserver.store.StoredRecord;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.json.JsonNull;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonValue;
import org.noports.protocol.verb.To;

/**
 * {@code to}: both public keys of this atSign at once (atprotocol.md 3.3.5). Strangers can't have
 * other atSigns' keys fetched for them.
 */
final class ToHandler {
  private final AtServer server;

  ToHandler(AtServer server) {
    this.server = server;
  }

  Answer answer(To command) {
    if (!command.atSign().equals(server.atSign())) {
      throw Refusal.of(
          ErrorCode.AT0007,
          "Unable to find secondary address for atSign:" + command.atSign().bare());
    }
    return new Answer.Data(
        JsonObject.builder()
            .put("publickey", key("publickey"))
            .put("signing_publickey", key("signing_publickey"))
            .build()
            .canonical());
  }

  private JsonValue key(String name) {
    StoredRecord record = server.records().alive("public:" + name + server.atSign());
    return record == null ? JsonNull.NULL : RecordAnswer.all(record);
  }
}
