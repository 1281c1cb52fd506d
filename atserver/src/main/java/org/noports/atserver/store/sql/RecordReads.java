package org.noports.atserver.store.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.CommitEntry;
import org.noports.atserver.store.CommitOp;
import org.noports.atserver.store.KeyEntry;
import org.noports.atserver.store.RecordMetadataText;
import org.noports.atserver.store.StoredRecord;
import org.noports.atserver.store.TenantKey;
import org.noports.protocol.name.AtSign;

/** Questions about records and the commit log, which every engine answers alike. */
public final class RecordReads {
  /** Greater than every text that begins with a prefix, when put behind it. */
  private static final String AFTER_ALL = "\uDBFF\uDFFF";

  private RecordReads() {}

  public static @Nullable StoredRecord get(SqlConnection db, long tenant, String key)
      throws SQLException {
    return db.first(
        "SELECT key, value, metadata FROM record WHERE tenant = ? AND key = ?",
        row -> new StoredRecord(row.text(1), row.text(2), RecordMetadataText.read(row.text(3))),
        tenant,
        key);
  }

  public static List<KeyEntry> keys(SqlConnection db, long tenant, String prefix)
      throws SQLException {
    return db.list(
        "SELECT key, available_at, expires_at FROM record"
            + " WHERE tenant = ? AND key >= ? AND key < ? ORDER BY key",
        row -> new KeyEntry(row.text(1), row.timeOrNull(2), row.timeOrNull(3)),
        tenant,
        prefix,
        prefix + AFTER_ALL);
  }

  /** Of all tenants, those that are over at this time and have that part in their key. */
  public static List<TenantKey> expired(SqlConnection db, Instant now, String keyPart)
      throws SQLException {
    List<TenantKey> like =
        db.list(
            "SELECT t.at_sign, r.key FROM record r JOIN tenant t ON t.id = r.tenant"
                + " WHERE r.expires_at <= ? AND r.key LIKE ?",
            row -> new TenantKey(AtSign.of(row.text(1)), row.text(2)),
            now.toEpochMilli(),
            "%" + keyPart + "%");
    return like.stream().filter(each -> each.key().contains(keyPart)).toList();
  }

  public static List<CommitEntry> commitEntries(
      SqlConnection db, long tenant, long fromId, int limit) throws SQLException {
    return db.list(
        "SELECT id, key, op, at FROM commit_entry WHERE tenant = ? AND id >= ?"
            + " ORDER BY id LIMIT ?",
        row ->
            new CommitEntry(row.number(1), row.text(2), CommitOp.valueOf(row.text(3)), row.time(4)),
        tenant,
        fromId,
        limit);
  }

  public static long lastCommitId(SqlConnection db, long tenant) throws SQLException {
    Long next =
        db.first("SELECT next_commit_id FROM tenant WHERE id = ?", row -> row.number(1), tenant);
    return next == null ? -1 : next - 1;
  }
}
