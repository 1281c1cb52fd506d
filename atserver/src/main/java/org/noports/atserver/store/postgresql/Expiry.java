package org.noports.atserver.store.postgresql;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.noports.atserver.store.sql.SqlConnection;

/** The SQL that removes what is over. Any number of processes may run it at a time. */
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
            "DELETE FROM record r USING unnest(?, ?) AS d (tenant, key)"
                + " WHERE r.tenant = d.tenant AND r.key = d.key AND r.expires_at <= ?"
                + " RETURNING r.tenant, r.key",
            row -> new Dead(row.number(1), row.text(2)),
            dead.stream().map(Dead::tenant).toArray(Long[]::new),
            dead.stream().map(Dead::key).toArray(String[]::new),
            now.toEpochMilli());
    db.change(
        "DELETE FROM commit_entry c USING unnest(?, ?) AS d (tenant, key)"
            + " WHERE c.tenant = d.tenant AND c.key = d.key",
        gone.stream().map(Dead::tenant).toArray(Long[]::new),
        gone.stream().map(Dead::key).toArray(String[]::new));
    return gone.size();
  }

  /** Removes at most so many: what was sent stays longer, so that its status can be asked. */
  static int notifications(SqlConnection db, Instant now, Instant sentBefore, int limit)
      throws SQLException {
    return db.change(
        "DELETE FROM notification WHERE (tenant, id, sender) IN"
            + " (SELECT tenant, id, sender FROM notification WHERE expires_at <= ?"
            + " AND (type <> 'SENT' OR expires_at <= ?) LIMIT ? FOR UPDATE SKIP LOCKED)",
        now.toEpochMilli(),
        sentBefore.toEpochMilli(),
        limit);
  }
}
