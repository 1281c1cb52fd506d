package org.noports.atserver.verb;

import java.time.Instant;
import org.noports.atserver.access.Use;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Session;
import org.noports.atserver.record.Records;
import org.noports.atserver.store.CommitOp;
import org.noports.atserver.store.RecordChange;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.metadata.Metadata;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.notification.Operation;
import org.noports.protocol.verb.Delete;

/** {@code delete}, and with it the end of the activation secret (atprotocol.md 3.5.2). */
final class DeleteHandler {
  private final AtServer server;

  DeleteHandler(AtServer server) {
    this.server = server;
  }

  Answer answer(Delete command, Session session) {
    AtKey key = command.key();
    String text = key.text();
    KeyRules.requireDeletable(key, server.atSign());
    server.rights().require(session, Use.DELETE, text);
    if (text.equals(CramHandler.SECRET)) {
      server.records().keep(CramHandler.SECRET_DELETED, "true");
      server.records().forget(text);
      return new Answer.Data("-1");
    }
    CommitOp op = Records.commitOp(text, command.noCommit(), CommitOp.DELETE);
    Instant now = server.records().now();
    long commitId =
        server
            .shared()
            .store()
            .update(
                server.atSign(),
                text,
                stored -> {
                  if (!command.force()) {
                    KeyRules.requireMutable(stored, now, "delete");
                  }
                  return new RecordChange.Remove(op);
                });
    if (commitId >= 0) {
      server.monitors().announceStats(Operation.DELETE);
    }
    if (!key.cached()) {
      server.outgoing().automatic(key, Operation.DELETE, null, Metadata.NONE);
    }
    return new Answer.Data(Long.toString(commitId));
  }
}
