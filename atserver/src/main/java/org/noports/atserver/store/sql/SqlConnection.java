package org.noports.atserver.store.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a database with its prepared statements, which are few: every SQL text here is
 * a constant. One thread at a time.
 */
public final class SqlConnection implements AutoCloseable {
  private final Connection connection;
  private final Transactions transactions;
  private final TextCoding coding;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  public SqlConnection(Connection connection, Transactions transactions, TextCoding coding) {
    this.connection = connection;
    this.transactions = transactions;
    this.coding = coding;
  }

  /** How an engine begins and ends transactions. */
  public interface Transactions {
    void begin(Connection connection) throws SQLException;

    void commit(Connection connection) throws SQLException;

    /** Ends a transaction without effect, also one that the engine has ended already. */
    void rollback(Connection connection) throws SQLException;
  }

  /** Reads one row. */
  @FunctionalInterface
  public interface RowReader<T> {
    T read(Row row) throws SQLException;
  }

  public void begin() throws SQLException {
    transactions.begin(connection);
  }

  public void commit() throws SQLException {
    transactions.commit(connection);
  }

  public void rollback() throws SQLException {
    transactions.rollback(connection);
  }

  /** Carries that out in a transaction of its own. */
  public <T> T inTransaction(ReaderPool.Read<T> work) throws SQLException {
    boolean done = false;
    begin();
    try {
      T outcome = work.run(this);
      done = true;
      commit();
      return outcome;
    } finally {
      if (!done) {
        rollback();
      }
    }
  }

  public <T> List<T> list(String sql, RowReader<T> reader, @Nullable Object... parameters)
      throws SQLException {
    List<T> rows = new ArrayList<>();
    try (ResultSet result = bind(sql, parameters).executeQuery()) {
      Row row = new Row(result, coding);
      while (result.next()) {
        rows.add(reader.read(row));
      }
    }
    return rows;
  }

  public <T> @Nullable T first(String sql, RowReader<T> reader, @Nullable Object... parameters)
      throws SQLException {
    List<T> rows = list(sql, reader, parameters);
    return rows.isEmpty() ? null : rows.getFirst();
  }

  /** Runs a change and says how many rows it touched. */
  public int change(String sql, @Nullable Object... parameters) throws SQLException {
    return bind(sql, parameters).executeUpdate();
  }

  /** Runs a script of several statements. */
  public void script(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private PreparedStatement bind(String sql, @Nullable Object... parameters) throws SQLException {
    PreparedStatement statement = prepare(sql);
    for (int i = 0; i < parameters.length; i++) {
      switch (parameters[i]) {
        case String text -> statement.setString(i + 1, coding.kept(text));
        case @Nullable String[] texts -> statement.setArray(i + 1, array("text", kept(texts)));
        case @Nullable Long[] numbers -> statement.setArray(i + 1, array("bigint", numbers));
        case null -> statement.setObject(i + 1, null);
        case Object other -> statement.setObject(i + 1, other);
      }
    }
    return statement;
  }

  private java.sql.Array array(String type, @Nullable Object[] elements) throws SQLException {
    return connection.createArrayOf(type, elements);
  }

  private @Nullable Object[] kept(@Nullable String[] texts) {
    return Arrays.stream(texts).map(text -> text == null ? null : coding.kept(text)).toArray();
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    return statement;
  }

  /** The driver's own connection, for what only that driver can do. */
  public <T> T driver(Class<T> type) throws SQLException {
    return connection.unwrap(type);
  }

  @Override
  public void close() throws SQLException {
    // Closing the connection closes its statements.
    connection.close();
  }
}
