package org.noports.atserver.verb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.access.AccessCheck;
import org.noports.atserver.access.Enrollment;
import org.noports.atserver.access.Use;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Session;
import org.noports.atserver.record.MetadataJson;
import org.noports.atserver.record.SearchPattern;
import org.noports.atserver.store.CommitEntry;
import org.noports.atserver.store.CommitOp;
import org.noports.atserver.store.StoredRecord;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.json.JsonNull;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonString;
import org.noports.protocol.json.JsonValue;
import org.noports.protocol.verb.Sync;

/** {@code sync:from}: what changed since a commit id, oldest first (atprotocol.md 3.8). */
final class SyncHandler {
  private static final int MAX_ENTRIES = 25;
  private static final int MAX_CHARACTERS = 5_242_880;
  private static final int PAGE = 200;

  private final AtServer server;

  SyncHandler(AtServer server) {
    this.server = server;
  }

  Answer answer(Sync command, Session session) {
    Enrollment enrollment = server.rights().of(session);
    String regex = command.regex();
    SearchPattern search = regex == null ? null : SearchPattern.of(regex);
    int limit = Math.clamp(Objects.requireNonNullElse(command.limit(), 25L), 1, MAX_ENTRIES);
    List<String> elements = new ArrayList<>();
    int characters = 0;
    long from = command.from() + 1;
    List<CommitEntry> page;
    do {
      page = server.shared().store().commitEntries(server.atSign(), from, PAGE);
      for (CommitEntry entry : page) {
        from = entry.id() + 1;
        if (!isWanted(entry, command, search)
            || !AccessCheck.allows(enrollment, Use.SYNC, entry.key())) {
          continue;
        }
        String element = element(entry);
        if (!elements.isEmpty() && characters + element.length() > MAX_CHARACTERS) {
          return done(elements);
        }
        characters += element.length();
        elements.add(element);
        if (elements.size() == limit) {
          return done(elements);
        }
      }
    } while (page.size() == PAGE);
    return done(elements);
  }

  private static Answer done(List<String> elements) {
    return new Answer.Data("[" + String.join(",", elements) + "]");
  }

  private static boolean isWanted(CommitEntry entry, Sync command, @Nullable SearchPattern search) {
    Long skipDeletes = command.skipDeletesUntil();
    if (skipDeletes != null && entry.op() == CommitOp.DELETE && entry.id() <= skipDeletes) {
      return false;
    }
    return search == null || passesAnyExpression(entry.key()) || search.finds(entry.key());
  }

  /** Keys every client needs, whatever it asks for. */
  private static boolean passesAnyExpression(String key) {
    return key.matches("@[^:@]+:shared_key@[^:@]+|shared_key\\.[^@.]+@[^:@]+")
        || (key.startsWith("public:") && key.indexOf('.') < 0);
  }

  private String element(CommitEntry entry) {
    StoredRecord record = entry.op() == CommitOp.DELETE ? null : server.records().get(entry.key());
    JsonObject.Builder out = JsonObject.builder().put("atKey", entry.key());
    if (record == null) {
      out.put("value", JsonNull.NULL).put("metadata", JsonNull.NULL);
    } else {
      out.put("value", record.value()).put("metadata", texts(MetadataJson.of(record.metadata())));
    }
    return out.put("commitId", entry.id())
        .put("operation", entry.op().symbol())
        .build()
        .canonical();
  }

  /** All metadata values as strings. */
  private static JsonObject texts(JsonObject metadata) {
    JsonObject.Builder out = JsonObject.builder();
    for (Map.Entry<String, JsonValue> member : metadata.members().entrySet()) {
      out.put(
          member.getKey(),
          member.getValue() instanceof JsonString text
              ? text.value()
              : member.getValue().canonical());
    }
    return out.build();
  }
}
