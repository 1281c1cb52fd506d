package org.noports.atserver.store.sql;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import org.noports.atserver.store.StoreException;

/**
 * Brings a database to the schema of this program by numbered scripts, each in one transaction with
 * the note that it ran. Scripts that have been released never change.
 *
 * @param place the class beside which the scripts lie
 * @param names in the order of their numbers, from 1 on
 */
public record SchemaScripts(Class<?> place, List<String> names) {

  /** Where an engine notes the number of the last script that ran. */
  public interface VersionNote {
    /** 0 before the first script. */
    int read(SqlConnection connection) throws SQLException;

    void write(SqlConnection connection, int version) throws SQLException;
  }

  /** Runs the scripts that have not run yet; {@code begin} of the connection keeps others away. */
  public void migrate(SqlConnection connection, VersionNote note) throws SQLException {
    boolean current = false;
    while (!current) {
      connection.begin();
      try {
        int version = note.read(connection);
        requireKnown(version);
        current = version == names.size();
        if (!current) {
          connection.script(text(names.get(version)));
          note.write(connection, version + 1);
        }
        connection.commit();
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    }
  }

  private void requireKnown(int version) {
    if (version > names.size()) {
      throw new StoreException(
          "The store has schema version "
              + version
              + ", this program knows up to "
              + names.size()
              + ": start the newer program that wrote it");
    }
  }

  /** The script with that number. */
  public String text(String name) {
    try (InputStream script = place.getResourceAsStream(name)) {
      if (script == null) {
        throw new StoreException("The schema script " + name + " is missing from the program");
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new StoreException("The schema script " + name + " can't be read", e);
    }
  }
}
