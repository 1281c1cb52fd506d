package org.noports.atserver.store.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import org.noports.atserver.store.StoreException;

/**
 * Brings a file to the schema of this program by numbered scripts, each in one transaction with the
 * note that it ran ({@code PRAGMA user_version}). Scripts that have been released never change.
 */
final class Schema {
  private static final List<String> SCRIPTS = List.of("0001-records-and-notifications.sql");

  private Schema() {}

  static void migrate(SqliteConnection connection) throws SQLException {
    int version = version(connection);
    if (version > SCRIPTS.size()) {
      throw new StoreException(
          "The store has schema version "
              + version
              + ", this program knows up to "
              + SCRIPTS.size()
              + ": start the newer program that wrote it");
    }
    for (int next = version; next < SCRIPTS.size(); next++) {
      connection.begin();
      try {
        connection.script(text(SCRIPTS.get(next)));
        connection.script("PRAGMA user_version = " + (next + 1));
        connection.commit();
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      }
    }
  }

  static int version(SqliteConnection connection) throws SQLException {
    Integer version = connection.first("PRAGMA user_version", row -> row.getInt(1));
    return version == null ? 0 : version;
  }

  private static String text(String name) {
    try (InputStream script = Schema.class.getResourceAsStream(name)) {
      if (script == null) {
        throw new StoreException("The schema script " + name + " is missing from the program");
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new StoreException("The schema script " + name + " can't be read", e);
    }
  }
}
