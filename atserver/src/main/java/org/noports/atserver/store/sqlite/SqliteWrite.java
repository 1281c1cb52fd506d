package org.noports.atserver.store.sqlite;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.sql.DecisionFailed;
import org.noports.atserver.store.sql.PendingWrite;
import org.noports.atserver.store.sql.SqlConnection;

/** A write; its work may run more than once, and only the last run counts. */
final class SqliteWrite<T extends @Nullable Object> extends PendingWrite<T> {
  private final Work<T> work;
  private @Nullable Runnable success;

  /** What is done within the transaction. */
  @FunctionalInterface
  interface Work<T extends @Nullable Object> {
    T run(SqlConnection connection, Events events) throws SQLException;
  }

  SqliteWrite(Work<T> work) {
    this.work = work;
  }

  /** False when the write's own decision threw; it has changed nothing then. */
  boolean run(SqlConnection connection, Events events) throws SQLException {
    try {
      T outcome = work.run(connection, events);
      success = () -> succeed(outcome);
      return true;
    } catch (DecisionFailed e) {
      fail(e.thrown());
      return false;
    }
  }

  void succeed() {
    if (success != null) {
      success.run();
    }
  }
}
