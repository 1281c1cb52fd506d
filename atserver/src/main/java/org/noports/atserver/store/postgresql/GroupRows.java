package org.noports.atserver.store.postgresql;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.noports.atserver.store.RecordMetadataText;
import org.noports.atserver.store.StoredRecord;
import org.noports.atserver.store.postgresql.GroupState.Counters;
import org.noports.atserver.store.postgresql.GroupState.NotificationName;
import org.noports.atserver.store.postgresql.GroupState.QueueName;
import org.noports.atserver.store.postgresql.GroupState.RecordName;
import org.noports.atserver.store.sql.SqlConnection;

/**
 * Reads what the writes of a group need, in one statement a kind, after locking their tenants.
 *
 * <p>{@code LATERAL} with a limit has each row looked up by its key. A join leaves that to the
 * planner, which for a table that was small a moment ago compares all rows with all, and goes on so
 * while it grows.
 */
final class GroupRows {
  private GroupRows() {}

  static GroupState read(
      SqlConnection db, Collection<? extends PostgresWrite.Grouped<?>> group, InstantSource clock)
      throws SQLException {
    return new GroupState(
        clock, lock(db, group), records(db, group), known(db, group), queues(db, group));
  }

  /** In the order of their numbers, so that no two processes wait for each other. */
  private static Map<Long, Counters> lock(
      SqlConnection db, Collection<? extends PostgresWrite.Grouped<?>> group) throws SQLException {
    Long[] numbers =
        group.stream().flatMap(PostgresWrite.Grouped::numbers).distinct().toArray(Long[]::new);
    return lock(db, numbers);
  }

  static Map<Long, Counters> lock(SqlConnection db, Long[] numbers) throws SQLException {
    record Locked(long number, Counters counters) {}
    List<Locked> rows =
        db.list(
            "SELECT id, next_commit_id, last_notification_at FROM tenant WHERE id = ANY (?)"
                + " ORDER BY id FOR NO KEY UPDATE",
            row -> new Locked(row.number(1), new Counters(row.number(2), row.number(3))),
            (Object) numbers);
    Map<Long, Counters> locked = new HashMap<>();
    rows.forEach(row -> locked.put(row.number(), row.counters()));
    return locked;
  }

  private static Map<RecordName, StoredRecord> records(
      SqlConnection db, Collection<? extends PostgresWrite.Grouped<?>> group) throws SQLException {
    Set<RecordName> wanted = new HashSet<>();
    for (PostgresWrite.Grouped<?> write : group) {
      if (write instanceof PostgresWrite.Update update && update.looks()) {
        wanted.add(new RecordName(update.number(), update.key()));
      }
    }
    if (wanted.isEmpty()) {
      return Map.of();
    }
    record Found(RecordName name, StoredRecord record) {}
    List<Found> rows =
        db.list(
            "SELECT found.* FROM unnest(?, ?) AS wanted (tenant, key), LATERAL (SELECT r.tenant,"
                + " r.key, r.value, r.metadata FROM record r WHERE r.tenant = wanted.tenant"
                + " AND r.key = wanted.key LIMIT 1) AS found",
            row ->
                new Found(
                    new RecordName(row.number(1), row.text(2)),
                    new StoredRecord(
                        row.text(2), row.text(3), RecordMetadataText.read(row.text(4)))),
            wanted.stream().map(RecordName::tenant).toArray(Long[]::new),
            wanted.stream().map(RecordName::key).toArray(String[]::new));
    Map<RecordName, StoredRecord> found = new HashMap<>();
    rows.forEach(row -> found.put(row.name(), row.record()));
    return found;
  }

  private static Set<NotificationName> known(
      SqlConnection db, Collection<? extends PostgresWrite.Grouped<?>> group) throws SQLException {
    Set<NotificationName> asked = new HashSet<>();
    for (PostgresWrite.Grouped<?> write : group) {
      switch (write) {
        case PostgresWrite.Save save ->
            asked.add(NotificationName.of(save.number(), save.notification()));
        case PostgresWrite.HandOver over -> {
          asked.add(NotificationName.of(over.number(), over.sent()));
          asked.add(NotificationName.of(over.recipient(), over.received()));
        }
        case PostgresWrite.Update _, PostgresWrite.Statuses _, PostgresWrite.Removal _ -> {}
      }
    }
    if (asked.isEmpty()) {
      return Set.of();
    }
    return new HashSet<>(
        db.list(
            "SELECT found.* FROM unnest(?, ?, ?) AS asked (tenant, id, sender), LATERAL (SELECT"
                + " n.tenant, n.id, n.sender FROM notification n WHERE n.tenant = asked.tenant"
                + " AND n.id = asked.id AND n.sender = asked.sender LIMIT 1) AS found",
            row -> new NotificationName(row.number(1), row.text(2), row.text(3)),
            asked.stream().map(NotificationName::tenant).toArray(Long[]::new),
            asked.stream().map(NotificationName::id).toArray(String[]::new),
            asked.stream().map(NotificationName::sender).toArray(String[]::new)));
  }

  /** Those of the senders' queues that hold something. */
  private static Set<QueueName> queues(
      SqlConnection db, Collection<? extends PostgresWrite.Grouped<?>> group) throws SQLException {
    Set<QueueName> asked = new HashSet<>();
    for (PostgresWrite.Grouped<?> write : group) {
      if (write instanceof PostgresWrite.HandOver over) {
        asked.add(new QueueName(over.number(), over.sent().to().text()));
      }
    }
    if (asked.isEmpty()) {
      return Set.of();
    }
    return new HashSet<>(
        db.list(
            "SELECT found.* FROM unnest(?, ?) AS asked (tenant, recipient), LATERAL (SELECT"
                + " n.tenant, n.recipient FROM notification n WHERE n.tenant = asked.tenant"
                + " AND n.recipient = asked.recipient AND n.type = 'SENT'"
                + " AND n.status = 'QUEUED' LIMIT 1) AS found",
            row -> new QueueName(row.number(1), row.text(2)),
            asked.stream().map(QueueName::tenant).toArray(Long[]::new),
            asked.stream().map(QueueName::recipient).toArray(String[]::new)));
  }
}
