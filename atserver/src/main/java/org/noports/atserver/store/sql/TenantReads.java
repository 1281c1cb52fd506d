package org.noports.atserver.store.sql;

import java.sql.SQLException;
import java.util.List;
import org.noports.atserver.store.PendingDelivery;
import org.noports.atserver.store.Tenant;
import org.noports.atserver.store.TenantUsage;
import org.noports.protocol.name.AtSign;

/** Questions about tenants, which every engine answers alike. */
public final class TenantReads {
  private TenantReads() {}

  /** A tenant with the number its rows carry. */
  public record Numbered(long number, Tenant tenant) {}

  public static List<Numbered> all(SqlConnection db) throws SQLException {
    return db.list(
        "SELECT id, at_sign, port, created_at FROM tenant ORDER BY at_sign",
        row ->
            new Numbered(
                row.number(1),
                new Tenant(AtSign.of(row.text(2)), row.smallNumber(3), row.time(4))));
  }

  public static List<PendingDelivery> pendingDeliveries(SqlConnection db) throws SQLException {
    return db.list(
        "SELECT DISTINCT t.at_sign, n.recipient FROM notification n JOIN tenant t"
            + " ON t.id = n.tenant WHERE n.type = 'SENT' AND n.status = 'QUEUED'",
        row -> new PendingDelivery(AtSign.of(row.text(1)), AtSign.of(row.text(2))));
  }

  /** What a tenant keeps. Lengths are read from the rows' heads; values are not loaded for it. */
  public static TenantUsage usage(SqlConnection db, long tenant) throws SQLException {
    TenantUsage records = usage(db, tenant, "record", "value");
    return records.plus(usage(db, tenant, "notification", "coalesce(value, '')"));
  }

  private static TenantUsage usage(SqlConnection db, long tenant, String table, String value)
      throws SQLException {
    TenantUsage usage =
        db.first(
            "SELECT count(*), coalesce(sum(octet_length(key) + octet_length(metadata)"
                + " + octet_length("
                + value
                + ")), 0) FROM "
                + table
                + " WHERE tenant = ?",
            row -> new TenantUsage(row.number(1), row.number(2)),
            tenant);
    return usage == null ? TenantUsage.NONE : usage;
  }
}
