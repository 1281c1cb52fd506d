package org.noports.atserver.verb;

import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.atserver.record.SearchPattern;
import org.noports.atserver.store.CommitEntry;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonValue;
import org.noports.protocol.verb.Scan;

/** {@code scan:cl}: the owner's commit log, without values (atprotocol.md 3.2, 3.16.3). */
final class CommitLogScan {
  private static final DateTimeFormatter ISO_MICROS =
      new DateTimeFormatterBuilder().appendInstant(6).toFormatter(Locale.ROOT);

  private final AtServer server;

  CommitLogScan(AtServer server) {
    this.server = server;
  }

  Answer answer(Scan command, Session session) {
    if (!session.isOwner()) {
      throw Refusal.of(ErrorCode.AT0401, "Command cannot be executed without auth");
    }
    if (command.forAtSign() != null && !command.forAtSign().equals(server.atSign())) {
      throw Refusal.of(ErrorCode.AT0022, "the commit log of another atSign can't be listed");
    }
    String regex = command.regex();
    SearchPattern search = regex == null ? null : SearchPattern.of(regex);
    List<JsonValue> out = new ArrayList<>();
    for (CommitEntry entry : VisibleEntries.of(server, session, search)) {
      out.add(json(entry));
    }
    return new Answer.Data(new JsonArray(out).canonical());
  }

  private static JsonObject json(CommitEntry entry) {
    return JsonObject.builder()
        .put("atKey", entry.key())
        .put("operation", entry.op().symbol())
        .put("commitId", entry.id())
        .put("opTime", ISO_MICROS.format(entry.at()))
        .build();
  }
}
