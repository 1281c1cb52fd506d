package org.noports.atserver.verb;

import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.access.AccessCheck;
import org.noports.atserver.access.Enrollment;
import org.noports.atserver.access.Use;
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
  private static final int PAGE = 1_000;

  /** A longer list would be no use to a client and a burden to the server. */
  private static final int MAX_LISTED = 100_000;

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
    return new Answer.Data(new JsonArray(listed(session, search)).canonical());
  }

  private List<JsonValue> listed(Session session, @Nullable SearchPattern search) {
    Enrollment enrollment = server.rights().of(session);
    List<JsonValue> out = new ArrayList<>();
    long from = 0;
    List<CommitEntry> page;
    do {
      page = server.shared().store().commitEntries(server.atSign(), from, PAGE);
      for (CommitEntry entry : page) {
        from = entry.id() + 1;
        if (AccessCheck.allows(enrollment, Use.SYNC, entry.key())
            && (search == null || search.finds(entry.key()))) {
          out.add(json(entry));
        }
      }
    } while (page.size() == PAGE && out.size() < MAX_LISTED);
    return out;
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
