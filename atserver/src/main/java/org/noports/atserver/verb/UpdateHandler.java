package org.noports.atserver.verb;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
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
import org.noports.protocol.ErrorCode;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.notification.Operation;
import org.noports.protocol.verb.Update;

/**
 * {@code update}: writes a value and tells the one it is shared with (atprotocol.md 3.5.1). An
 * immutable key is tested and written in one step of the store.
 */
final class UpdateHandler {
  private final AtServer server;

  UpdateHandler(AtServer server) {
    this.server = server;
  }

  Answer answer(Update command, Session session) {
    AtKey key = command.key();
    String text = key.text();
    KeyRules.requireWritable(key, server.atSign());
    server.rights().require(session, Use.UPDATE, text);
    if (command.value().indexOf('\n') >= 0) {
      throw Refusal.of(ErrorCode.AT0003, "Invalid syntax. a value cannot contain a line feed");
    }
    server.quota().require(text, command.value());
    CommitOp op =
        Records.commitOp(
            text,
            command.noCommit(),
            command.metadata().equals(Metadata.NONE) ? CommitOp.UPDATE : CommitOp.UPDATE_ALL);
    Instant now = server.records().now();
    long commitId =
        server
            .shared()
            .store()
            .update(server.atSign(), text, stored -> change(command, text, stored, op, now));
    if (commitId >= 0) {
      server.monitors().announceStats(Operation.UPDATE);
    }
    tellRecipient(key, command.value());
    return new Answer.Data(Long.toString(commitId));
  }

  private RecordChange change(
      Update command, String text, @Nullable StoredRecord stored, CommitOp op, Instant now) {
    KeyRules.requireMutable(stored, now, "update");
    RecordMetadata former = Records.metadata(KeyRules.live(stored, now));
    RecordMetadata metadata =
        MetadataMerge.merge(
            former, stated(command.metadata()), server.atSign(), server.atSign(), now);
    return new RecordChange.Put(new StoredRecord(text, command.value(), metadata), op);
  }

  /** What is not said of a new value is not so, whatever the former one was (3.5.1). */
  private static Metadata stated(Metadata given) {
    return given.toBuilder()
        .isBinary(Boolean.TRUE.equals(given.isBinary()))
        .isEncrypted(Boolean.TRUE.equals(given.isEncrypted()))
        .build();
  }

  private void tellRecipient(AtKey key, String value) {
    if (key.sharedWith() != null) {
      StoredRecord written = server.records().get(key.text());
      if (written != null) {
        server
            .outgoing()
            .automatic(key, Operation.UPDATE, value, MetadataMerge.forwarded(written.metadata()));
      }
    }
  }
}
