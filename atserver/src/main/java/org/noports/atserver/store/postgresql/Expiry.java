package org.noports.atserver.store.postgresql;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.noports.atserver.store.sql.SqlConnection;

/**
 * The SQL that removes what is over. Any number of processes may run it at a time. As in {@link
 * GroupRows}, rows are found one by one.
 */
final class Expiry {
  private Expiry() {}

  /** Removes at most so many expired records with their commit entries. */
  static int records(SqlConnection db, Instant now, int limit) throws SQLException {
    record Dead(long tenant, String key) {}
    List<Dead> dead =
        db.list(
            "SELECT tenant, key FROM record WHERE expires_at <= ? LIMIT ?",
            row -> new Dead(row.number(1), row.text(2)),
            now.toEpochMilli(),
            limit);
    if (dead.isEmpty()) {
      return 0;
    }
    GroupRows.lock(db, dead.stream().map(Dead::tenant).distinct().toArray(Long[]::new));
    // Asked again under the lock: it may have been written anew meanwhile.
    List<Dead> gone =
        db.list(
            "DELETE FROM record WHERE ctid = ANY (ARRAY(SELECT found.ctid"
                + " FROM unnest(?, ?) AS d (tenant, key), LATERAL (SELECT r.ctid FROM record r"
                + " WHERE r.tenant = d.tenant AND r.key = d.key LIMIT 1) AS found))"
                + " AND expires_at <= ? RETURNING tenant, key",
            row -> new Dead(row.number(1), row.text(2)),
            dead.stream().map(Dead::tenant).toArray(Long[]::new),
            dead.stream().map(Dead::key).toArray(String[]::new),
            now.toEpochMilli());
    db.change(
        "DELETE FROM commit_entry WHERE ctid = ANY (ARRAY(SELECT found.ctid"
            + " FROM unnest(?, ?) AS d (tenant, key), LATERAL (SELECT c.ctid FROM commit_entry c"
            + " WHERE c.tenant = d.tenant AND c.key = d.key LIMIT 1) AS found))",
        gone.stream().map(Dead::tenant).toArray(Long[]::new),
        gone.stream().map(Dead::key).toArray(String[]::new));
    return gone.size();
  }

  /** Removes at most so many: what was sent stays longer, so that its status can be asked. */
  static int notifications(SqlConnection db, Instant now, Instant sentBefore, int limit)
      throws SQLException {
    int others = notifications(db, "type <> 'SENT'", now, limit);
    return others == limit
        ? others
        : others + notifications(db, "type = 'SENT'", sentBefore, limit - others);
  }

  private static int notifications(SqlConnection db, String which, Instant before, int limit)
      throws SQLException {
    return db.change(
        "DELETE FROM notification WHERE ctid = ANY (ARRAY(SELECT ctid FROM notification WHERE "
            + which
            + " AND expires_at <= ? LIMIT ? FOR UPDATE SKIP LOCKED))",
        before.toEpochMilli(),
        limit);
  }
}
