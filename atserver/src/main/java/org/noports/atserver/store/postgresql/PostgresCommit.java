package org.noports.atserver.store.postgresql;

import static java.lang.System.Logger.Level.WARNING;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.CommitOp;
import org.noports.atserver.store.NotificationType;
import org.noports.atserver.store.StoreException;
import org.noports.atserver.store.postgresql.GroupState.RecordName;
import org.noports.atserver.store.postgresql.GroupState.Saved;
import org.noports.atserver.store.sql.ReaderPool;
import org.noports.atserver.store.sql.SqlConnection;
import org.noports.atserver.store.sql.WriteQueue;

/**
 * Carries out writes of many threads in one transaction of about eight round trips. When the
 * database refuses a group, each of its writes is tried alone, so that one harms no other. A
 * session that broke is opened anew, and what had not begun to commit is done again. The writer's
 * thread only.
 */
final class PostgresCommit implements WriteQueue.Committer<PostgresWrite<?>>, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(PostgresCommit.class.getName());

  private final PostgresConnections connections;
  private final InstantSource clock;
  private final Arrivals arrivals;
  private final Predicate<String> announced;
  private final BooleanSupplier inCompany;
  private @Nullable SqlConnection session;

  /** The server's number of the session, by which its own news are known. Other threads read it. */
  private volatile int sessionNumber;

  PostgresCommit(
      PostgresConnections connections,
      InstantSource clock,
      Arrivals arrivals,
      Predicate<String> announced,
      BooleanSupplier inCompany) {
    this.connections = connections;
    this.clock = clock;
    this.arrivals = arrivals;
    this.announced = announced;
    this.inCompany = inCompany;
  }

  int sessionNumber() {
    return sessionNumber;
  }

  @Override
  public void commit(List<PostgresWrite<?>> batch) {
    List<PostgresWrite.Grouped<?>> group = new ArrayList<>();
    for (PostgresWrite<?> write : batch) {
      switch (write) {
        case PostgresWrite.Grouped<?> grouped -> group.add(grouped);
        case PostgresWrite.Alone<?> alone -> {
          together(group);
          group = new ArrayList<>();
          inTransaction(
              List.of(alone),
              db -> {
                alone.run(db);
                return alone::confirm;
              });
        }
      }
    }
    together(group);
  }

  private void together(List<PostgresWrite.Grouped<?>> group) {
    if (group.isEmpty()) {
      return;
    }
    boolean refused =
        !inTransaction(
            group,
            db -> {
              GroupState state = GroupRows.read(db, group, clock);
              List<PostgresWrite<?>> done = new ArrayList<>();
              for (PostgresWrite.Grouped<?> write : group) {
                if (!write.isOver() && state.carryOut(write)) {
                  done.add(write);
                }
              }
              GroupFlush.write(db, state);
              announce(db, state);
              return () -> arrivals.committed(state, () -> done.forEach(PostgresWrite::confirm));
            });
    if (refused) {
      group.forEach(write -> together(List.of(write)));
    }
  }

  /** What is done within a transaction; the answer is what to do after its commit. */
  @FunctionalInterface
  private interface Steps {
    Runnable take(SqlConnection db) throws SQLException;
  }

  /** False when the database refused several writes, each of which may be tried alone. */
  private boolean inTransaction(List<? extends PostgresWrite<?>> writes, Steps steps) {
    boolean repeated = false;
    while (true) {
      boolean committing = false;
      try {
        SqlConnection db = session();
        db.begin();
        Runnable after = steps.take(db);
        committing = true;
        db.commit();
        after.run();
        return true;
      } catch (SQLException | RuntimeException | Error e) {
        boolean broken = undo(e);
        if (committing) {
          fail(writes, new StoreException("It is not known whether it was stored: " + e, e));
          return true;
        }
        if (broken && !repeated) {
          repeated = true;
        } else if (!broken && writes.size() > 1) {
          return false;
        } else {
          fail(writes, e);
          return true;
        }
      }
    }
  }

  private static void fail(List<? extends PostgresWrite<?>> writes, Throwable why) {
    writes.forEach(write -> write.fail(why));
  }

  private SqlConnection session() throws SQLException {
    if (session == null) {
      SqlConnection opened = connections.open();
      Integer number = opened.first("SELECT pg_backend_pid()", row -> row.smallNumber(1));
      sessionNumber = number == null ? 0 : number;
      session = opened;
    }
    return session;
  }

  /** Whether the session is gone. */
  private boolean undo(Throwable why) {
    SqlConnection db = session;
    if (db == null) {
      return false;
    }
    try {
      if (!(why instanceof SQLException sql && ReaderPool.isBroken(sql))) {
        db.rollback();
        return false;
      }
    } catch (SQLException e) {
      LOG.log(WARNING, "The store could not undo a failed transaction: " + e.getMessage());
    }
    close();
    return true;
  }

  /** Other processes are told what arrived and what their connections depend on. */
  private void announce(SqlConnection db, GroupState state) throws SQLException {
    Map<Long, Long> last = new LinkedHashMap<>();
    for (Saved saved : state.saved()) {
      if (saved.notification().type() != NotificationType.SENT) {
        last.put(saved.number(), saved.notification().at().toEpochMilli());
      }
    }
    News.ARRIVALS.tell(
        db,
        News.joined(last.entrySet().stream().map(e -> e.getKey() + ":" + e.getValue()).toList()));
    News.CHANGED.tell(
        db,
        state.changed().keySet().stream()
            .filter(name -> announced.test(name.key()))
            .map((RecordName name) -> name.tenant() + " " + name.key())
            .toList());
    if (inCompany.getAsBoolean()) {
      Map<Long, CommitOp> logged = new LinkedHashMap<>();
      state.logged().forEach((name, entry) -> logged.put(name.tenant(), entry.op()));
      News.LOGGED.tell(
          db,
          News.joined(
              logged.entrySet().stream().map(e -> e.getKey() + ":" + e.getValue()).toList()));
    }
  }

  /** After the last write. */
  @Override
  public void close() {
    SqlConnection db = session;
    session = null;
    if (db != null) {
      try {
        db.close();
      } catch (SQLException e) {
        LOG.log(WARNING, "The store's writer did not close: " + e.getMessage());
      }
    }
  }
}
