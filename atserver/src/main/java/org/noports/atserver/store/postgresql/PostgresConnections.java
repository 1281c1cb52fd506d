package org.noports.atserver.store.postgresql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.noports.atserver.store.sql.SqlConnection;
import org.postgresql.Driver;

/** Opens sessions of the database. Thread-safe. */
final class PostgresConnections {
  private static final String CONNECT_SECONDS = "10";

  /** A session that waits for an answer for so long is given up. */
  private static final String ANSWER_SECONDS = "60";

  /** Statements are few and constant: plan each at its second use. */
  private static final String PREPARE_AFTER = "2";

  /** A machine that vanished without a farewell is noticed within half a minute. */
  private static final String LIVENESS =
      "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5;"
          + " SET tcp_keepalives_count = 3; SET tcp_user_timeout = 30000";

  /** Everything is asked by a key: plans made while tables are empty must suit them when full. */
  private static final String PLANS = "SET enable_seqscan = off";

  private final PostgresAddress address;

  PostgresConnections(PostgresAddress address) {
    this.address = address;
  }

  /** A session whose single statements are their own transactions until one is begun. */
  SqlConnection open() throws SQLException {
    Properties properties = address.properties();
    properties.putIfAbsent("connectTimeout", CONNECT_SECONDS);
    properties.putIfAbsent("socketTimeout", ANSWER_SECONDS);
    properties.putIfAbsent("tcpKeepAlive", "true");
    properties.putIfAbsent("tcpNoDelay", "true");
    properties.putIfAbsent("ApplicationName", "noports-atserver");
    properties.setProperty("prepareThreshold", PREPARE_AFTER);
    Connection connection = new Driver().connect(address.jdbcUrl(), properties);
    if (connection == null) {
      throw new SQLException("the driver does not know this kind of address");
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(LIVENESS + "; " + PLANS);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return new SqlConnection(connection, new Transactions(), new PostgresTexts());
  }

  private static final class Transactions implements SqlConnection.Transactions {
    @Override
    public void begin(Connection connection) throws SQLException {
      connection.setAutoCommit(false);
    }

    @Override
    public void commit(Connection connection) throws SQLException {
      connection.commit();
      connection.setAutoCommit(true);
    }

    @Override
    public void rollback(Connection connection) throws SQLException {
      if (!connection.getAutoCommit()) {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }
}
