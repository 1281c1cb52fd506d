package org.noports.atserver.store.postgresql;

import java.sql.SQLException;
import java.util.List;
import org.noports.atserver.store.sql.SchemaScripts;
import org.noports.atserver.store.sql.SqlConnection;

/**
 * The scripts of this engine. The table {@code schema_version} has the number of the last that ran;
 * processes that start together take turns.
 */
final class Schema {
  private static final SchemaScripts SCRIPTS =
      new SchemaScripts(
          Schema.class,
          List.of(
              "0001-records-and-notifications.sql",
              "0002-nodes-and-deliveries.sql",
              "0003-expiry-by-type.sql"));

  /** Any number that nobody else uses. */
  private static final long TURN = 0x4e6f506f727473L;

  private Schema() {}

  static void migrate(PostgresConnections connections) throws SQLException {
    try (SqlConnection session = connections.open()) {
      SCRIPTS.migrate(session, new VersionTable());
    }
  }

  private static final class VersionTable implements SchemaScripts.VersionNote {
    @Override
    public int read(SqlConnection connection) throws SQLException {
      connection.list("SELECT pg_advisory_xact_lock(?)", row -> true, TURN);
      connection.script("CREATE TABLE IF NOT EXISTS schema_version (version integer NOT NULL)");
      Integer version =
          connection.first("SELECT max(version) FROM schema_version", row -> row.smallNumber(1));
      return version == null ? 0 : version;
    }

    @Override
    public void write(SqlConnection connection, int version) throws SQLException {
      connection.change("DELETE FROM schema_version");
      connection.change("INSERT INTO schema_version (version) VALUES (?)", version);
    }
  }
}
