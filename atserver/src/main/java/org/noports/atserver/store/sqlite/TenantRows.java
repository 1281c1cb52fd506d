package org.noports.atserver.store.sqlite;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.Tenant;
import org.noports.atserver.store.sql.SqlConnection;

/** The SQL of tenants. */
final class TenantRows {
  private TenantRows() {}

  /** The number of the new tenant, or null when its atSign or port is taken. */
  static @Nullable Long add(SqlConnection db, Tenant tenant) throws SQLException {
    return db.first(
        "INSERT INTO tenant (at_sign, port, created_at) VALUES (?, ?, ?)"
            + " ON CONFLICT DO NOTHING RETURNING id",
        row -> row.number(1),
        tenant.atSign().text(),
        tenant.port(),
        tenant.createdAt().toEpochMilli());
  }

  static void remove(SqlConnection db, long number) throws SQLException {
    db.change("DELETE FROM tenant WHERE id = ?", number);
  }
}
