package org.noports.atserver.store.postgresql;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.store.StoreException;
import org.noports.atserver.store.sql.SqlConnection;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * This process among those that serve the store. It is one of them as long as its session holds the
 * lock of its number: the server gives the lock back the moment the process dies, and the others
 * find that out within a second.
 *
 * <pre>
 * APART --joins--> MEMBER --its session breaks--> APART, and so on under another number
 * </pre>
 *
 * <p>One virtual thread waits for news in that session, looks after the others every second, and
 * joins again after a failure.
 */
final class Nodes implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Nodes.class.getName());

  /** The first half of the locks' names; any number that nobody else uses. */
  private static final int LOCKS = 0x4e6f5074;

  private static final Duration ROUND = Duration.ofSeconds(1);
  private static final Duration END_LIMIT = Duration.ofSeconds(5);

  private final PostgresConnections connections;
  private final Duties duties;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  /** 0 while it is no member. Written by the thread of this class. */
  private volatile int number;

  /** Whether there may be other processes. Written by the same thread. */
  private volatile boolean inCompany = true;

  /** What is to be done about what others say and do; on the thread of this class. */
  interface Duties {
    void news(News kind, String payload, int fromSession);

    /** Again a member after a time in which news may have been missed. */
    void rejoined();

    /** Another process is gone. */
    void died();

    /** Once a round. */
    void round();
  }

  private Nodes(PostgresConnections connections, Duties duties, SqlConnection first)
      throws SQLException {
    this.connections = connections;
    this.duties = duties;
    join(first);
    this.thread = Thread.ofVirtual().name("store news").start(() -> run(first));
  }

  /** Becomes a member before it returns. */
  static Nodes join(PostgresConnections connections, Duties duties) throws SQLException {
    SqlConnection session = connections.open();
    boolean joined = false;
    try {
      Nodes nodes = new Nodes(connections, duties, session);
      joined = true;
      return nodes;
    } finally {
      if (!joined) {
        session.close();
      }
    }
  }

  /** This process's number, 0 while it is no member. */
  int number() {
    return number;
  }

  /** Whether other processes may serve the store too; that they left is learnt once a round. */
  boolean inCompany() {
    return inCompany;
  }

  private void join(SqlConnection session) throws SQLException {
    for (News kind : News.values()) {
      session.script("LISTEN " + kind.channel());
    }
    Integer next = session.first("SELECT nextval('node_number')", row -> row.smallNumber(1));
    if (next == null) {
      throw new SQLException("there is no number for this process");
    }
    session.list("SELECT pg_advisory_lock(?, ?)", row -> true, LOCKS, next);
    session.change("INSERT INTO node (id) VALUES (?)", next);
    News.JOINED.tell(session, List.of(Integer.toString(next)));
    number = next;
  }

  private void run(SqlConnection first) {
    SqlConnection session = first;
    while (!closing(Duration.ZERO)) {
      try {
        if (session == null) {
          session = connections.open();
          join(session);
          LOG.log(INFO, "Again connected to the store");
          duties.rejoined();
        }
        attend(session);
      } catch (SQLException | StoreException e) {
        if (!closing(Duration.ZERO)) {
          LOG.log(WARNING, "News of the store are interrupted: " + e.getMessage());
        }
        number = 0;
        close(session);
        session = null;
        closing(ROUND);
      }
    }
    number = 0;
    close(session);
  }

  /** Until the session breaks or this is closed. */
  private void attend(SqlConnection session) throws SQLException {
    PGConnection driver = session.driver(PGConnection.class);
    long nextRound = System.nanoTime();
    while (!closing(Duration.ZERO)) {
      long now = System.nanoTime();
      if (now - nextRound >= 0) {
        lookAfterOthers(session);
        duties.round();
        nextRound = now + ROUND.toNanos();
      }
      int patience = (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(nextRound - now));
      PGNotification[] heard = driver.getNotifications(patience);
      if (heard != null) {
        for (PGNotification each : heard) {
          tell(each);
        }
      }
    }
  }

  private void tell(PGNotification heard) {
    for (News kind : News.values()) {
      if (kind.channel().equals(heard.getName())) {
        if (kind == News.JOINED) {
          inCompany = true;
        } else {
          duties.news(kind, heard.getParameter(), heard.getPID());
        }
      }
    }
  }

  /** Whose lock can be had is dead: its number goes, and with it all it alone might deliver. */
  private void lookAfterOthers(SqlConnection session) throws SQLException {
    List<Integer> dead =
        session.list(
            "WITH dead AS MATERIALIZED (SELECT id FROM node"
                + " WHERE id <> ? AND pg_try_advisory_xact_lock(?, id))"
                + " DELETE FROM node WHERE id IN (SELECT id FROM dead) RETURNING id",
            row -> row.smallNumber(1),
            number,
            LOCKS);
    if (!dead.isEmpty()) {
      LOG.log(INFO, "Another process on the store is gone; its deliveries are taken over");
      duties.died();
    }
    inCompany =
        session.first("SELECT 1 FROM node WHERE id <> ? LIMIT 1", row -> true, number) != null;
  }

  private boolean closing(Duration patience) {
    try {
      return closing.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true; // only close() interrupts
    }
  }

  private static void close(@Nullable SqlConnection session) {
    if (session != null) {
      try {
        session.close();
      } catch (SQLException e) {
        LOG.log(WARNING, "A session of the store did not close: " + e.getMessage());
      }
    }
  }

  /** Leaves; the others take over within a round. */
  @Override
  public void close() {
    closing.countDown();
    // Ends the wait for news: a virtual thread that is interrupted while it reads closes the
    // socket.
    thread.interrupt();
    try {
      thread.join(END_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
