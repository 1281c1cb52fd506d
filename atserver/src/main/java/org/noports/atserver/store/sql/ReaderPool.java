package org.noports.atserver.store.sql;

import static java.lang.System.Logger.Level.WARNING;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.StoreException;

/**
 * The connections that read, each used by one thread at a time, opened when first needed. One that
 * breaks is replaced, and the question is asked once more. Thread-safe.
 */
public final class ReaderPool implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ReaderPool.class.getName());
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  /** What SQLState a broken connection, or a server that goes down, begins with. */
  private static final String CONNECTION_TROUBLE = "08";

  private static final String SERVER_STOPS = "57P0";

  private final Opening opening;
  private final int size;

  /** One element for each connection nobody uses; empty when it is yet to be opened. */
  private final BlockingQueue<Optional<SqlConnection>> free;

  private volatile boolean closed;

  /** A question to the store. */
  @FunctionalInterface
  public interface Read<T extends @Nullable Object> {
    T run(SqlConnection connection) throws SQLException;
  }

  /** Opens one more connection. */
  @FunctionalInterface
  public interface Opening {
    SqlConnection open() throws SQLException;
  }

  public ReaderPool(Opening opening, int size) {
    this.opening = opening;
    this.size = size;
    this.free = new ArrayBlockingQueue<>(size);
    for (int i = 0; i < size; i++) {
      free.add(Optional.empty());
    }
  }

  public <T extends @Nullable Object> T read(String what, Read<T> read) {
    SqlConnection connection = take(what).orElse(null);
    try {
      boolean fresh = connection == null;
      if (connection == null) {
        connection = opening.open();
      }
      try {
        return read.run(connection);
      } catch (SQLException e) {
        if (fresh || !isBroken(e)) {
          throw e;
        }
        close(connection);
        connection = null;
        connection = opening.open();
        return read.run(connection);
      }
    } catch (SQLException e) {
      if (connection != null && isBroken(e)) {
        close(connection);
        connection = null;
      }
      throw new StoreException("The store failed to read " + what + ": " + e.getMessage(), e);
    } finally {
      free.add(Optional.ofNullable(connection));
    }
  }

  /** Whether the connection is of no use any more. */
  public static boolean isBroken(SQLException e) {
    String state = e.getSQLState();
    return state != null
        && (state.startsWith(CONNECTION_TROUBLE) || state.startsWith(SERVER_STOPS));
  }

  private Optional<SqlConnection> take(String what) {
    try {
      Optional<SqlConnection> taken =
          closed ? null : free.poll(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      if (taken == null) {
        throw new StoreException(
            "The store can't read " + what + ": " + (closed ? "it is closed" : "overloaded"));
      }
      return taken;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("Interrupted while reading " + what, e);
    }
  }

  private static void close(SqlConnection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.log(WARNING, "A reader of the store did not close: " + e.getMessage());
    }
  }

  /** Waits for the reads under way, then closes the connections. */
  @Override
  public void close() {
    closed = true;
    for (int i = 0; i < size; i++) {
      try {
        Optional<SqlConnection> idle = free.poll(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        if (idle != null) {
          idle.ifPresent(ReaderPool::close);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
