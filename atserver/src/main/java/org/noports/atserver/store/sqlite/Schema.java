package org.noports.atserver.store.sqlite;

import java.sql.SQLException;
import java.util.List;
import org.noports.atserver.store.sql.SchemaScripts;
import org.noports.atserver.store.sql.SqlConnection;

/** The scripts of this engine; {@code PRAGMA user_version} has the number of the last that ran. */
final class Schema {
  private static final SchemaScripts SCRIPTS =
      new SchemaScripts(
          Schema.class, List.of("0001-records-and-notifications.sql", "0002-expiry-by-type.sql"));

  private Schema() {}

  static void migrate(SqlConnection connection) throws SQLException {
    SCRIPTS.migrate(connection, new UserVersion());
  }

  private static final class UserVersion implements SchemaScripts.VersionNote {
    @Override
    public int read(SqlConnection connection) throws SQLException {
      Integer version = connection.first("PRAGMA user_version", row -> row.smallNumber(1));
      return version == null ? 0 : version;
    }

    @Override
    public void write(SqlConnection connection, int version) throws SQLException {
      connection.script("PRAGMA user_version = " + version);
    }
  }
}
