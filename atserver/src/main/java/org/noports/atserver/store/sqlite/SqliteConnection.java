package org.noports.atserver.store.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the file with its prepared statements, which are few: every SQL text here is a
 * constant. One thread at a time.
 */
final class SqliteConnection implements AutoCloseable {
  /** How long SQLite waits for a lock; only a check-point can hold one against a reader. */
  private static final String BUSY_MILLIS = "10000";

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  private SqliteConnection(Connection connection) {
    this.connection = connection;
  }

  /** Reads one row. */
  @FunctionalInterface
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** The connection that writes: transactions are begun and ended by hand. */
  static SqliteConnection writer(Path file) throws SQLException {
    return open(file, false);
  }

  /** A connection that can only read; each statement sees one state of the file. */
  static SqliteConnection reader(Path file) throws SQLException {
    return open(file, true);
  }

  private static SqliteConnection open(Path file, boolean readOnly) throws SQLException {
    Properties pragmas = new Properties();
    pragmas.setProperty("journal_mode", "WAL");
    // FULL makes a commit durable against loss of power, not only against the death of the process.
    pragmas.setProperty("synchronous", "FULL");
    pragmas.setProperty("foreign_keys", "true");
    pragmas.setProperty("busy_timeout", BUSY_MILLIS);
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, pragmas);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA query_only = " + (readOnly ? "ON" : "OFF"));
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return new SqliteConnection(connection);
  }

  void begin() throws SQLException {
    prepare("BEGIN IMMEDIATE").execute();
  }

  void commit() throws SQLException {
    prepare("COMMIT").execute();
  }

  /** Ends a transaction without effect; SQLite may have done so already after a severe error. */
  void rollback() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("ROLLBACK");
    } catch (SQLException e) {
      if (e.getMessage() == null || !e.getMessage().contains("no transaction is active")) {
        throw e;
      }
    }
  }

  <T> List<T> list(String sql, RowReader<T> reader, @Nullable Object... parameters)
      throws SQLException {
    List<T> rows = new ArrayList<>();
    try (ResultSet result = bind(sql, parameters).executeQuery()) {
      while (result.next()) {
        rows.add(reader.read(result));
      }
    }
    return rows;
  }

  <T> @Nullable T first(String sql, RowReader<T> reader, @Nullable Object... parameters)
      throws SQLException {
    List<T> rows = list(sql, reader, parameters);
    return rows.isEmpty() ? null : rows.getFirst();
  }

  /** Runs a change and says how many rows it touched. */
  int change(String sql, @Nullable Object... parameters) throws SQLException {
    return bind(sql, parameters).executeUpdate();
  }

  /** Runs a script of several statements. */
  void script(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private PreparedStatement bind(String sql, @Nullable Object... parameters) throws SQLException {
    PreparedStatement statement = prepare(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    return statement;
  }

  @Override
  public void close() throws SQLException {
    // Closing the connection closes its statements.
    connection.close();
  }
}
