package org.noports.atserver.store.sqlite;

import static java.lang.System.Logger.Level.ERROR;

import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import org.noports.atserver.store.sql.Listeners;
import org.noports.atserver.store.sql.SqlConnection;
import org.noports.atserver.store.sql.WriteQueue;

/**
 * Writes of many threads in one transaction. When SQLite refuses one write, the transaction is
 * rolled back and begun again without it: the others are not harmed by it. What a write's own
 * decision throws comes before it changed anything, and fails it alone. The writer's thread only.
 */
final class GroupCommit implements WriteQueue.Committer<SqliteWrite<?>> {
  private static final System.Logger LOG = System.getLogger(GroupCommit.class.getName());

  private final SqlConnection connection;
  private final Listeners listeners;

  GroupCommit(SqlConnection connection, Listeners listeners) {
    this.connection = connection;
    this.listeners = listeners;
  }

  @Override
  public void commit(List<SqliteWrite<?>> batch) {
    while (!batch.isEmpty()) {
      Events events = new Events();
      SqliteWrite<?> failed = null;
      try {
        connection.begin();
        for (Iterator<SqliteWrite<?>> each = batch.iterator(); each.hasNext(); ) {
          SqliteWrite<?> write = each.next();
          failed = write;
          if (!write.run(connection, events)) {
            each.remove();
          }
        }
        failed = null;
        connection.commit();
      } catch (SQLException | RuntimeException | Error e) {
        undo();
        if (failed == null) {
          batch.forEach(write -> write.fail(e));
          return;
        }
        failed.fail(e);
        batch.remove(failed);
        continue;
      }
      events.forEach(listeners::stored);
      batch.forEach(SqliteWrite::succeed);
      return;
    }
  }

  private void undo() {
    try {
      connection.rollback();
    } catch (SQLException e) {
      LOG.log(ERROR, "The store could not undo a failed transaction: " + e.getMessage());
    }
  }
}
