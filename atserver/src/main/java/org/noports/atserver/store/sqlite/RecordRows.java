package org.noports.atserver.store.sqlite;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.CommitOp;
import org.noports.atserver.store.RecordChange;
import org.noports.atserver.store.RecordMetadata;
import org.noports.atserver.store.RecordMetadataText;
import org.noports.atserver.store.StoredRecord;
import org.noports.atserver.store.sql.SqlConnection;

/** The SQL of records and the commit log. */
final class RecordRows {
  private RecordRows() {}

  static void put(SqlConnection db, long tenant, StoredRecord record) throws SQLException {
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

  static void remove(SqlConnection db, long tenant, String key) throws SQLException {
    db.change("DELETE FROM record WHERE tenant = ? AND key = ?", tenant, key);
  }

  /** Gives the next commit id and makes this the key's only entry; -1 when nothing is logged. */
  static long log(SqlConnection db, long tenant, String key, CommitOp op, Instant now)
      throws SQLException {
    if (op == CommitOp.NONE) {
      return -1;
    }
    db.change("DELETE FROM commit_entry WHERE tenant = ? AND key = ?", tenant, key);
    if (op == CommitOp.FORGET) {
      return -1;
    }
    Long id =
        db.first(
            "UPDATE tenant SET next_commit_id = next_commit_id + 1 WHERE id = ?"
                + " RETURNING next_commit_id - 1",
            row -> row.number(1),
            tenant);
    if (id == null) {
      throw new SQLException("the tenant is gone");
    }
    db.change(
        "INSERT INTO commit_entry (tenant, id, key, op, at) VALUES (?, ?, ?, ?, ?)",
        tenant,
        id,
        key,
        op.name(),
        now.toEpochMilli());
    return id;
  }

  /** Carries out what was decided; the commit id, or -1 when nothing was logged. */
  static long change(SqlConnection db, long tenant, String key, RecordChange change, Instant now)
      throws SQLException {
    return switch (change) {
      case RecordChange.Keep ignored -> -1;
      case RecordChange.Remove(CommitOp op) -> {
        remove(db, tenant, key);
        yield log(db, tenant, key, op, now);
      }
      case RecordChange.Put(StoredRecord record, CommitOp op) -> {
        put(db, tenant, record);
        yield log(db, tenant, key, op, now);
      }
    };
  }

  /** Removes at most so many expired records with their commit entries. */
  static int deleteExpired(SqlConnection db, Instant now, int limit) throws SQLException {
    record Dead(long row, long tenant, String key) {}
    List<Dead> dead =
        db.list(
            "SELECT rowid, tenant, key FROM record WHERE expires_at <= ? LIMIT ?",
            row -> new Dead(row.number(1), row.number(2), row.text(3)),
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
}
