package org.noports.atserver.store.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.noports.atserver.store.sql.SqlConnection;
import org.noports.atserver.store.sql.TextCoding;

/** Opens connections to the file. */
final class SqliteConnections {
  /** How long SQLite waits for a lock; only a check-point can hold one against a reader. */
  private static final String BUSY_MILLIS = "10000";

  /** So much of the log, 16 MiB, is copied to the file together; writes wait meanwhile. */
  private static final String CHECKPOINT_PAGES = "4096";

  /** In KiB, as SQLite reads negative numbers; taken when needed. */
  private static final String WRITER_CACHE = "-65536";

  private static final String READER_CACHE = "-8192";

  private SqliteConnections() {}

  /** The connection that writes. */
  static SqlConnection writer(Path file) throws SQLException {
    return open(file, false);
  }

  /** A connection that can only read; each statement sees one state of the file. */
  static SqlConnection reader(Path file) throws SQLException {
    return open(file, true);
  }

  private static SqlConnection open(Path file, boolean readOnly) throws SQLException {
    Properties pragmas = new Properties();
    pragmas.setProperty("journal_mode", "WAL");
    // FULL makes a commit durable against loss of power, not only against the death of the process.
    pragmas.setProperty("synchronous", "FULL");
    // Small steps would copy a page of an index again and again, large ones hold writes up.
    pragmas.setProperty("wal_autocheckpoint", CHECKPOINT_PAGES);
    pragmas.setProperty("cache_size", readOnly ? READER_CACHE : WRITER_CACHE);
    pragmas.setProperty("foreign_keys", "true");
    pragmas.setProperty("busy_timeout", BUSY_MILLIS);
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, pragmas);
    try {
      run(connection, "PRAGMA query_only = " + (readOnly ? "ON" : "OFF"));
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return new SqlConnection(connection, new Transactions(), TextCoding.AS_IT_IS);
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Begun as writing, so that no other connection comes between a read and its write. */
  private static final class Transactions implements SqlConnection.Transactions {
    @Override
    public void begin(Connection connection) throws SQLException {
      run(connection, "BEGIN IMMEDIATE");
    }

    @Override
    public void commit(Connection connection) throws SQLException {
      run(connection, "COMMIT");
    }

    @Override
    public void rollback(Connection connection) throws SQLException {
      try {
        run(connection, "ROLLBACK");
      } catch (SQLException e) {
        // SQLite ends a transaction by itself after a severe error.
        if (e.getMessage() == null || !e.getMessage().contains("no transaction is active")) {
          throw e;
        }
      }
    }
  }
}
