package org.noports.atserver.store.postgresql;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.Tenant;
import org.noports.atserver.store.sql.Row;
import org.noports.atserver.store.sql.SqlConnection;
import org.noports.protocol.name.AtSign;

/** The SQL of tenants; every process is told of a change. */
final class TenantRows {
  private static final String KNOWN = "SELECT id, at_sign, last_notification_at FROM tenant";

  private TenantRows() {}

  static List<KnownTenants.Known> known(SqlConnection db) throws SQLException {
    return db.list(KNOWN, TenantRows::read);
  }

  static KnownTenants.@Nullable Known known(SqlConnection db, AtSign atSign) throws SQLException {
    return db.first(KNOWN + " WHERE at_sign = ?", TenantRows::read, atSign.text());
  }

  private static KnownTenants.Known read(Row row) throws SQLException {
    return new KnownTenants.Known(row.number(1), AtSign.of(row.text(2)), row.number(3));
  }

  /** The number of the new tenant, or null when its atSign or port is taken. */
  static @Nullable Long add(SqlConnection db, Tenant tenant) throws SQLException {
    Long number =
        db.first(
            "INSERT INTO tenant (at_sign, port, created_at) VALUES (?, ?, ?)"
                + " ON CONFLICT DO NOTHING RETURNING id",
            row -> row.number(1),
            tenant.atSign().text(),
            tenant.port(),
            tenant.createdAt().toEpochMilli());
    if (number != null) {
      News.TENANTS.tell(db, List.of(tenant.atSign().text()));
    }
    return number;
  }

  static boolean remove(SqlConnection db, AtSign atSign) throws SQLException {
    boolean removed = db.change("DELETE FROM tenant WHERE at_sign = ?", atSign.text()) > 0;
    if (removed) {
      News.TENANTS.tell(db, List.of(atSign.text()));
    }
    return removed;
  }
}
