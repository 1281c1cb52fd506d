package org.noports.atserver.store.postgresql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.CommitEntry;
import org.noports.atserver.store.NotificationMetadataText;
import org.noports.atserver.store.NotificationStatus;
import org.noports.atserver.store.RecordMetadataText;
import org.noports.atserver.store.StatusChange;
import org.noports.atserver.store.StoredNotification;
import org.noports.atserver.store.StoredRecord;
import org.noports.atserver.store.postgresql.GroupState.RecordName;
import org.noports.atserver.store.postgresql.GroupState.Saved;
import org.noports.atserver.store.sql.SqlConnection;

/**
 * Writes what a group has come to, in one statement a kind. Rows are found as {@link GroupRows}
 * does. The writer's thread only.
 */
final class GroupFlush {
  private GroupFlush() {}

  static void write(SqlConnection db, GroupState state) throws SQLException {
    statuses(db, state.statuses());
    notifications(db, state.saved());
    for (Saved each : state.saved()) {
      if (each.notification().latest() != null
          && each.notification().status() == NotificationStatus.QUEUED) {
        keepLatest(db, each.number(), each.notification(), each.notification().latest());
      }
    }
    for (PostgresWrite.Removal removal : state.removals()) {
      int gone =
          db.change(
              "DELETE FROM notification WHERE tenant = ? AND id = ?",
              removal.number(),
              removal.id());
      removal.outcome(gone > 0);
    }
    records(db, state);
    commitEntries(db, state.logged());
    for (RecordName name : state.forgotten()) {
      db.change("DELETE FROM commit_entry WHERE tenant = ? AND key = ?", name.tenant(), name.key());
    }
    counters(db, state);
  }

  private static void statuses(SqlConnection db, List<PostgresWrite.Statuses> statuses)
      throws SQLException {
    record Change(long tenant, String own, StatusChange change) {}
    // The last one of a notification counts; one statement may not change a row twice.
    Map<String, Change> changes = new HashMap<>();
    for (PostgresWrite.Statuses some : statuses) {
      for (StatusChange change : some.changes()) {
        changes.put(
            some.number() + " " + change.id(),
            new Change(some.number(), some.tenant().text(), change));
      }
    }
    // Mostly all were delivered at the first attempt.
    record Outcome(NotificationStatus status, int attempts) {}
    Map<Outcome, List<Change>> alike = new HashMap<>();
    for (Change each : changes.values()) {
      Outcome outcome = new Outcome(each.change().status(), each.change().attempts());
      alike.computeIfAbsent(outcome, _ -> new ArrayList<>()).add(each);
    }
    for (Map.Entry<Outcome, List<Change>> each : alike.entrySet()) {
      // The type is asked of what was found: asked of the rows to change it would let the planner
      // read a whole index of what was sent, as it does while the table is small.
      db.change(
          "UPDATE notification SET status = ?, attempts = ? WHERE ctid = ANY (ARRAY(SELECT"
              + " found.ctid FROM unnest(?, ?, ?) AS c (tenant, id, sender), LATERAL (SELECT n.ctid,"
              + " n.type FROM notification n WHERE n.tenant = c.tenant AND n.id = c.id"
              + " AND n.sender = c.sender LIMIT 1) AS found WHERE found.type = 'SENT'))",
          each.getKey().status().name(),
          each.getKey().attempts(),
          numbers(each.getValue(), Change::tenant),
          texts(each.getValue(), change -> change.change().id()),
          texts(each.getValue(), Change::own));
    }
  }

  private static void notifications(SqlConnection db, List<Saved> saved) throws SQLException {
    if (saved.isEmpty()) {
      return;
    }
    List<StoredNotification> all = saved.stream().map(Saved::notification).toList();
    db.change(
        "INSERT INTO notification (tenant, sender, id, recipient, type, status, at, expires_at,"
            + " attempts, operation, message_type, priority, notifier, latest, key, metadata,"
            + " value) SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        numbers(saved, Saved::number),
        texts(all, each -> each.from().text()),
        texts(all, StoredNotification::id),
        texts(all, each -> each.to().text()),
        texts(all, each -> each.type().name()),
        texts(all, each -> each.status().name()),
        numbers(all, each -> each.at().toEpochMilli()),
        numbers(all, each -> each.expiresAt().toEpochMilli()),
        numbers(all, each -> (long) each.attempts()),
        texts(all, each -> each.operation().name()),
        texts(all, each -> each.messageType().name()),
        texts(all, each -> each.priority().name()),
        texts(all, StoredNotification::notifier),
        numbers(all, each -> each.latest() == null ? null : each.latest().longValue()),
        texts(all, StoredNotification::key),
        texts(all, each -> NotificationMetadataText.write(each.metadata())),
        texts(all, StoredNotification::value));
  }

  /** Keeps only the newest queued ones of a notifier to a recipient, as it was at that time. */
  private static void keepLatest(
      SqlConnection db, long tenant, StoredNotification newest, int depth) throws SQLException {
    db.change(
        "UPDATE notification SET status = 'EXPIRED' WHERE (tenant, id, sender) IN"
            + " (SELECT tenant, id, sender FROM notification WHERE tenant = ? AND recipient = ?"
            + " AND type = 'SENT' AND status = 'QUEUED' AND notifier = ? AND at <= ?"
            + " ORDER BY at DESC OFFSET ?)",
        tenant,
        newest.to().text(),
        newest.notifier(),
        newest.at().toEpochMilli(),
        Math.max(1, depth));
  }

  private static void records(SqlConnection db, GroupState state) throws SQLException {
    List<Map.Entry<RecordName, StoredRecord>> written = new ArrayList<>();
    List<RecordName> removed = new ArrayList<>();
    state
        .changed()
        .forEach((name, record) -> {
          if (record == null) {
            removed.add(name);
          } else {
            written.add(Map.entry(name, record));
          }
        });
    if (!removed.isEmpty()) {
      db.change(
          "DELETE FROM record WHERE ctid = ANY (ARRAY(SELECT found.ctid"
              + " FROM unnest(?, ?) AS gone (tenant, key), LATERAL (SELECT r.ctid FROM record r"
              + " WHERE r.tenant = gone.tenant AND r.key = gone.key LIMIT 1) AS found))",
          numbers(removed, RecordName::tenant),
          texts(removed, RecordName::key));
    }
    if (!written.isEmpty()) {
      db.change(
          "INSERT INTO record (tenant, key, available_at, expires_at, metadata, value)"
              + " SELECT * FROM unnest(?, ?, ?, ?, ?, ?)"
              + " ON CONFLICT (tenant, key) DO UPDATE SET available_at = excluded.available_at,"
              + " expires_at = excluded.expires_at, metadata = excluded.metadata,"
              + " value = excluded.value",
          numbers(written, each -> each.getKey().tenant()),
          texts(written, each -> each.getKey().key()),
          numbers(written, each -> millis(each.getValue().metadata().availableAt())),
          numbers(written, each -> millis(each.getValue().metadata().expiresAt())),
          texts(written, each -> RecordMetadataText.write(each.getValue().metadata())),
          texts(written, each -> each.getValue().value()));
    }
  }

  private static void commitEntries(SqlConnection db, Map<RecordName, CommitEntry> logged)
      throws SQLException {
    if (logged.isEmpty()) {
      return;
    }
    List<Map.Entry<RecordName, CommitEntry>> all = new ArrayList<>(logged.entrySet());
    db.change(
        "INSERT INTO commit_entry (tenant, key, id, op, at) SELECT * FROM unnest(?, ?, ?, ?, ?)"
            + " ON CONFLICT (tenant, key) DO UPDATE SET id = excluded.id, op = excluded.op,"
            + " at = excluded.at",
        numbers(all, each -> each.getKey().tenant()),
        texts(all, each -> each.getKey().key()),
        numbers(all, each -> each.getValue().id()),
        texts(all, each -> each.getValue().op().name()),
        numbers(all, each -> each.getValue().at().toEpochMilli()));
  }

  private static void counters(SqlConnection db, GroupState state) throws SQLException {
    if (state.countersChanged().isEmpty()) {
      return;
    }
    List<Long> all = new ArrayList<>(state.countersChanged());
    db.change(
        "UPDATE tenant t SET next_commit_id = c.next, last_notification_at = c.last"
            + " FROM unnest(?, ?, ?) AS c (id, next, last) WHERE t.id = c.id",
        numbers(all, each -> each),
        numbers(all, each -> state.counters(each).nextCommitId()),
        numbers(all, each -> state.counters(each).lastNotificationAt()));
  }

  private static @Nullable Long millis(java.time.@Nullable Instant time) {
    return time == null ? null : time.toEpochMilli();
  }

  private static <E> @Nullable Long[] numbers(List<E> all, Function<E, @Nullable Long> column) {
    return all.stream().map(column).toArray(Long[]::new);
  }

  private static <E> @Nullable String[] texts(List<E> all, Function<E, @Nullable String> column) {
    return all.stream().map(column).toArray(String[]::new);
  }
}
