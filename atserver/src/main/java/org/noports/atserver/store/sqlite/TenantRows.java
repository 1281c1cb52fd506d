package org.noports.atserver.store.sqlite;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.PendingDelivery;
import org.noports.atserver.store.Tenant;
import org.noports.atserver.store.sql.SqlConnection;
import org.noports.protocol.name.AtSign;

/** The SQL of tenants. */
final class TenantRows {
  private TenantRows() {}

  /** A tenant with the number its rows carry. */
  record Numbered(long number, Tenant tenant) {}

  static List<Numbered> all(SqlConnection db) throws SQLException {
    return db.list(
        "SELECT id, at_sign, port, created_at FROM tenant ORDER BY at_sign",
        row ->
            new Numbered(
                row.number(1),
                new Tenant(
                    AtSign.of(row.text(2)),
                    row.smallNumber(3),
                    row.time(4))));
  }

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

  static List<PendingDelivery> pendingDeliveries(SqlConnection db) throws SQLException {
    return db.list(
        "SELECT DISTINCT t.at_sign, n.recipient FROM notification n JOIN tenant t"
            + " ON t.id = n.tenant WHERE n.type = 'SENT' AND n.status = 'QUEUED'",
        row -> new PendingDelivery(AtSign.of(row.text(1)), AtSign.of(row.text(2))));
  }
}
