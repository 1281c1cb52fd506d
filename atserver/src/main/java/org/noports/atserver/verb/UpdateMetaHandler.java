package org.noports.atserver.verb;

import java.time.Instant;
import org.noports.atserver.access.Use;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.atserver.record.MetadataMerge;
import org.noports.atserver.record.Records;
import org.noports.atserver.store.CommitOp;
import org.noports.atserver.store.RecordChange;
import org.noports.atserver.store.RecordMetadata;
import org.noports.atserver.store.StoredRecord;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.notification.Operation;
import org.noports.protocol.verb.UpdateMeta;

/** {@code update:meta}: the metadata of a key that exists (atprotocol.md 3.5.1). */
final class UpdateMetaHandler {
  private final AtServer server;

  UpdateMetaHandler(AtServer server) {
    this.server = server;
  }

  Answer answer(UpdateMeta command, Session session) {
    String key = command.key().text();
    KeyRules.requireWritable(command.key(), server.atSign());
    server.rights().require(session, Use.UPDATE, key);
    Instant now = server.records().now();
    CommitOp op = Records.commitOp(key, command.noCommit(), CommitOp.UPDATE_META);
    long commitId =
        server
            .shared()
            .store()
            .update(
                server.atSign(),
                key,
                stored -> {
                  StoredRecord live = KeyRules.live(stored, now);
                  if (live == null) {
                    throw Refusal.notFound(key);
                  }
                  KeyRules.requireMutable(live, now, "update");
                  RecordMetadata metadata =
                      MetadataMerge.merge(
                          live.metadata(),
                          command.metadata(),
                          server.atSign(),
                          server.atSign(),
                          now);
                  return new RecordChange.Put(new StoredRecord(key, live.value(), metadata), op);
                });
    if (commitId >= 0) {
      server.monitors().announceStats(Operation.UPDATE);
    }
    StoredRecord written = server.records().get(key);
    if (written != null) {
      server
          .outgoing()
          .automatic(
              command.key(), Operation.UPDATE, null, MetadataMerge.forwarded(written.metadata()));
    }
    return new Answer.Data(Long.toString(commitId));
  }
}
