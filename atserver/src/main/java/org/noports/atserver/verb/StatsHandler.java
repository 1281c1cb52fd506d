package org.noports.atserver.verb;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.atserver.record.SearchPattern;
import org.noports.atserver.record.TimeText;
import org.noports.atserver.store.CommitEntry;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonNull;
import org.noports.protocol.json.JsonNumber;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonString;
import org.noports.protocol.json.JsonValue;
import org.noports.protocol.verb.Stats;

/**
 * {@code stats}: counters of one atServer (atprotocol.md 3.8). Nothing is ever compacted here: the
 * commit log holds one entry a key at all times, and what expires is removed one by one. So 12 to
 * 14 are what the reference answers before its first compaction.
 */
final class StatsHandler {
  private static final int LAST_COMMIT_ID = 3;
  private static final int LATEST_ENTRIES = 15;
  private static final List<String> UNITS = List.of("B", "KB", "MB", "GB", "TB");

  private static final List<String> NAMES =
      List.of(
          "activeInboundConnections",
          "activeOutboundConnections",
          "lastCommitID",
          "secondaryStorageSize",
          "topAtSigns",
          "topKeys",
          "secondaryServerVersion",
          "LastLoggedInDatetime",
          "diskSize",
          "LastPkam",
          "NotificationCount",
          "CommitLogCompactionStats",
          "AccessLogCompactionStats",
          "NotificationCompactionStats",
          "LatestCommitEntryOfEachKey",
          "activeInboundConnectionsSummary",
          "activeInboundConnectionsDetailed");

  private final AtServer server;

  StatsHandler(AtServer server) {
    this.server = server;
  }

  Answer answer(Stats command, Session session) {
    List<Integer> ids =
        command.ids().isEmpty()
            ? IntStream.rangeClosed(1, NAMES.size()).boxed().toList()
            : command.ids().stream().distinct().toList();
    String regex = command.regex();
    SearchPattern search = regex == null ? null : SearchPattern.of(regex);
    List<String> elements = new ArrayList<>();
    for (int id : ids) {
      if (id < 1 || id > NAMES.size()) {
        throw Refusal.of(ErrorCode.AT0022, "there is no statistic of that number");
      }
      elements.add(
          JsonObject.builder()
              .put("id", Integer.toString(id))
              .put("name", NAMES.get(id - 1))
              .put("value", value(id, session, search))
              .build()
              .canonical());
    }
    return new Answer.SpacedData("[" + String.join(", ", elements) + "]");
  }

  private JsonValue value(int id, Session session, @Nullable SearchPattern search) {
    return switch (id) {
      case 1 -> text(server.connections().count());
      case 2 -> text(server.shared().peers().open(server.atSign()));
      case LAST_COMMIT_ID -> text(lastCommitId(session, search));
      case 4 -> new JsonNumber(Long.toString(server.shared().store().diskBytes()));
      case 5 -> new JsonString(server.visitors().top().canonical());
      case 6 -> new JsonString(server.keysVisited().top().canonical());
      case 7 -> new JsonString(server.shared().version());
      case 8 -> lastLogin();
      case 9 -> new JsonString(diskSize(server.shared().store().diskBytes()));
      case 10 -> new JsonString(Objects.requireNonNullElse(lastPkam(), "Not Available"));
      case 11 ->
          new JsonString(
              NotificationCounts.of(
                      server.shared().store().notificationCounts(server.atSign()),
                      server.records().now())
                  .canonical());
      case 12, 13, 14 -> new JsonString(JsonObject.builder().build().canonical());
      case LATEST_ENTRIES -> new JsonString(latestEntries(session, search).canonical());
      case 16, 17 -> new JsonString(ConnectionStats.of(server, id == 17).canonical());
      default -> throw new IllegalArgumentException("no statistic " + id);
    };
  }

  private JsonValue lastLogin() {
    String time = TimeText.ofNullable(server.lastLogin());
    return time == null ? JsonNull.NULL : new JsonString(time);
  }

  private @Nullable String lastPkam() {
    return TimeText.ofNullable(server.lastPkam());
  }

  /** For a limited connection or an expression: the highest id among what it may see. */
  private long lastCommitId(Session session, @Nullable SearchPattern search) {
    if (search == null && AtServer.isUnlimited(session)) {
      return server.shared().store().lastCommitId(server.atSign());
    }
    long highest = -1;
    for (CommitEntry entry : VisibleEntries.of(server, session, search)) {
      highest = Math.max(highest, entry.id());
    }
    return highest;
  }

  private JsonObject latestEntries(Session session, @Nullable SearchPattern search) {
    JsonObject.Builder out = JsonObject.builder();
    for (CommitEntry entry : VisibleEntries.of(server, session, search)) {
      out.put(
          entry.key(),
          new JsonArray(
              List.of(
                  new JsonNumber(Long.toString(entry.id())), new JsonString(entry.op().symbol()))));
    }
    return out.build();
  }

  private static JsonString text(long value) {
    return new JsonString(Long.toString(value));
  }

  private static String diskSize(long bytes) {
    int unit = 0;
    double size = bytes;
    while (size >= 1024 && unit < UNITS.size() - 1) {
      size /= 1024;
      unit++;
    }
    return JsonObject.builder()
        .put("size", String.format(Locale.ROOT, "%.2f", size))
        .put("units", UNITS.get(unit))
        .build()
        .canonical();
  }
}
