package org.noports.atserver.store.sqlite;

import static java.lang.System.Logger.Level.WARNING;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.StoreException;

/** The connections that read, each used by one thread at a time. Thread-safe. */
final class ReaderPool implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ReaderPool.class.getName());
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final List<SqliteConnection> all = new ArrayList<>();
  private final BlockingQueue<SqliteConnection> free;
  private volatile boolean closed;

  /** A question to the store. */
  @FunctionalInterface
  interface Read<T extends @Nullable Object> {
    T run(SqliteConnection connection) throws SQLException;
  }

  ReaderPool(Path file, int size) throws SQLException {
    free = new ArrayBlockingQueue<>(size);
    for (int i = 0; i < size; i++) {
      SqliteConnection connection = SqliteConnection.reader(file);
      all.add(connection);
      free.add(connection);
    }
  }

  <T extends @Nullable Object> T read(String what, Read<T> read) {
    SqliteConnection connection = take(what);
    try {
      return read.run(connection);
    } catch (SQLException e) {
      throw new StoreException("The store failed to read " + what + ": " + e.getMessage(), e);
    } finally {
      free.add(connection);
    }
  }

  private SqliteConnection take(String what) {
    try {
      SqliteConnection connection =
          closed ? null : free.poll(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      if (connection == null) {
        throw new StoreException(
            "The store can't read " + what + ": " + (closed ? "it is closed" : "overloaded"));
      }
      return connection;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("Interrupted while reading " + what, e);
    }
  }

  /** Waits for the reads under way, then closes the connections. */
  @Override
  public void close() {
    closed = true;
    for (int i = 0; i < all.size(); i++) {
      try {
        SqliteConnection connection = free.poll(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        if (connection != null) {
          connection.close();
        }
      } catch (SQLException e) {
        LOG.log(WARNING, "A reader of the store did not close: " + e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
