package org.noports.atserver.store.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.CommitEntry;
import org.noports.atserver.store.CommitOp;
import org.noports.atserver.store.KeyEntry;
import org.noports.atserver.store.RecordMetadata;
import org.noports.atserver.store.RecordMetadataText;
import org.noports.atserver.store.StoredRecord;

/** The SQL of records and the commit log. */
final class RecordRows {
  /** Greater than every text that begins with a prefix, when put behind it. */
  private static final String AFTER_ALL = "\uDBFF\uDFFF";

  private RecordRows() {}

  static @Nullable StoredRecord get(SqliteConnection db, long tenant, String key)
      throws SQLException {
    return db.first(
        "SELECT key, value, metadata FROM record WHERE tenant = ? AND key = ?",
        row ->
            new StoredRecord(
                row.getString(1), row.getString(2), RecordMetadataText.read(row.getString(3))),
        tenant,
        key);
  }

  static void put(SqliteConnection db, long tenant, StoredRecord record) throws SQLException {
    RecordMetadata metadata = record.metadata();
    db.change(
        "INSERT INTO record (tenant, key, available_at, expires_at, metadata, value)"
            + " VALUES (?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (tenant, key) DO UPDATE SET available_at = excluded.available_at,"
            + " expires_at = excluded.expires_at, metadata = excluded.metadata,"
            + " value = excluded.value",
        tenant,
        record.key(),
        millis(metadata.availableAt()),
        millis(metadata.expiresAt()),
        RecordMetadataText.write(metadata),
        record.value());
  }

  static void remove(SqliteConnection db, long tenant, String key) throws SQLException {
    db.change("DELETE FROM record WHERE tenant = ? AND key = ?", tenant, key);
  }

  static List<KeyEntry> keys(SqliteConnection db, long tenant, String prefix) throws SQLException {
    return db.list(
        "SELECT key, available_at, expires_at FROM record"
            + " WHERE tenant = ? AND key >= ? AND key < ? ORDER BY key",
        row -> new KeyEntry(row.getString(1), time(row, 2), time(row, 3)),
        tenant,
        prefix,
        prefix + AFTER_ALL);
  }

  /** Gives the next commit id and makes this the key's only entry; -1 when nothing is logged. */
  static long log(SqliteConnection db, long tenant, String key, CommitOp op, Instant now)
      throws SQLException {
    if (op == CommitOp.NONE) {
      return -1;
    }
    Long id =
        db.first(
            "UPDATE tenant SET next_commit_id = next_commit_id + 1 WHERE id = ?"
                + " RETURNING next_commit_id - 1",
            row -> row.getLong(1),
            tenant);
    if (id == null) {
      throw new SQLException("the tenant is gone");
    }
    db.change("DELETE FROM commit_entry WHERE tenant = ? AND key = ?", tenant, key);
    db.change(
        "INSERT INTO commit_entry (tenant, id, key, op, at) VALUES (?, ?, ?, ?, ?)",
        tenant,
        id,
        key,
        op.name(),
        now.toEpochMilli());
    return id;
  }

  static List<CommitEntry> commitEntries(SqliteConnection db, long tenant, long fromId, int limit)
      throws SQLException {
    return db.list(
        "SELECT id, key, op, at FROM commit_entry WHERE tenant = ? AND id >= ?"
            + " ORDER BY id LIMIT ?",
        row ->
            new CommitEntry(
                row.getLong(1),
                row.getString(2),
                CommitOp.valueOf(row.getString(3)),
                Instant.ofEpochMilli(row.getLong(4))),
        tenant,
        fromId,
        limit);
  }

  static long lastCommitId(SqliteConnection db, long tenant) throws SQLException {
    Long next =
        db.first("SELECT next_commit_id FROM tenant WHERE id = ?", row -> row.getLong(1), tenant);
    return next == null ? -1 : next - 1;
  }

  /** Removes at most so many expired records with their commit entries. */
  static int deleteExpired(SqliteConnection db, Instant now, int limit) throws SQLException {
    record Dead(long row, long tenant, String key) {}
    List<Dead> dead =
        db.list(
            "SELECT rowid, tenant, key FROM record WHERE expires_at <= ? LIMIT ?",
            row -> new Dead(row.getLong(1), row.getLong(2), row.getString(3)),
            now.toEpochMilli(),
            limit);
    for (Dead each : dead) {
      db.change("DELETE FROM record WHERE rowid = ?", each.row());
      db.change("DELETE FROM commit_entry WHERE tenant = ? AND key = ?", each.tenant(), each.key());
    }
    return dead.size();
  }

  static @Nullable Long millis(@Nullable Instant time) {
    return time == null ? null : time.toEpochMilli();
  }

  private static @Nullable Instant time(ResultSet row, int column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }
}
