package org.noports.atserver.store.postgresql;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.Driver;

/**
 * A real PostgreSQL server of this test run: started when first needed, ended with the process that
 * runs the tests, whose end closes its standard input. Thread-safe.
 */
public final class PrivatePostgres {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private PrivatePostgres() {}

  private static final class Server {
    private static final String ADDRESS = start();

    private static String start() {
      String root = System.getProperty("noports.root");
      try {
        // Nothing here outlives the server, so it need not wait for the disk.
        Process process =
            new ProcessBuilder(Path.of(root, "bench", "private-postgres").toString(), "fsync=off")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader lines = process.inputReader();
        String address = lines.readLine();
        if (address == null) {
          throw new AssertionError("no PostgreSQL server; is Debian's postgresql installed?");
        }
        return address;
      } catch (IOException e) {
        throw new AssertionError("no PostgreSQL server", e);
      }
    }
  }

  /** The address of an empty database. */
  public static String newDatabase() {
    String name = "test_" + DATABASES.incrementAndGet();
    run(Server.ADDRESS, "CREATE DATABASE " + name);
    return Server.ADDRESS.substring(0, Server.ADDRESS.lastIndexOf('/') + 1) + name;
  }

  /** The address of one of these databases as programs need it, from what is shown of it. */
  public static String withPassword(String shown) {
    return Server.ADDRESS.substring(0, Server.ADDRESS.lastIndexOf('/'))
        + shown.substring(shown.lastIndexOf('/'));
  }

  /** Runs statements in a database. */
  public static void run(String address, String sql) {
    try (Connection connection = connect(address);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  /** Runs statements in a transaction that is rolled back when this is closed. */
  public static AutoCloseable begin(String address, String sql) {
    try {
      Connection connection = connect(address);
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
      return connection;
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  /** The number that a query answers. */
  public static long number(String address, String sql) {
    try (Connection connection = connect(address);
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(sql)) {
      answer.next();
      return answer.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  private static Connection connect(String address) throws SQLException {
    PostgresAddress parsed = PostgresAddress.parse(address);
    return Objects.requireNonNull(new Driver().connect(parsed.jdbcUrl(), parsed.properties()));
  }
}
