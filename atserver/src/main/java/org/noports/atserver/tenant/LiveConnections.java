package org.noports.atserver.tenant;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.noports.atserver.connection.Connection;
import org.noports.atserver.connection.Session;

/** The inbound connections of one atSign that are open now. Thread-safe, never blocks. */
public final class LiveConnections {
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();

  public void add(Connection connection) {
    open.add(connection);
  }

  public void remove(Connection connection) {
    open.remove(connection);
  }

  public int count() {
    return open.size();
  }

  /** The dialogues under way. */
  public List<Session> sessions() {
    return open.stream().map(Connection::session).filter(Objects::nonNull).toList();
  }

  /** How many have not logged in. */
  public long unauthenticated() {
    return open.stream()
        .filter(connection -> {
          Session session = connection.session();
          return session == null || !session.loggedIn();
        })
        .count();
  }

  /** Closes what is over its time. */
  public void checkTimes() {
    open.forEach(Connection::checkTime);
  }

  /** Closes all connections of an enrollment but the one that asks for it. */
  public void closeOf(String enrollmentId, Session asking) {
    for (Connection connection : open) {
      Session session = connection.session();
      if (session != null && session != asking && enrollmentId.equals(session.enrollmentId())) {
        connection.abort();
      }
    }
  }

  /** Ends all, each after the command it is carrying out. */
  public void shutDown() {
    open.forEach(Connection::shutDown);
  }
}
