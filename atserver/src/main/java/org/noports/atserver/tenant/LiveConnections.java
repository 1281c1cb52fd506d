package org.noports.atserver.tenant;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
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

  /** How many of those are from that address. */
  public long unauthenticatedOf(String address) {
    return open.stream()
        .filter(connection -> {
          Session session = connection.session();
          return (session == null || !session.loggedIn()) && connection.address().equals(address);
        })
        .count();
  }

  /** How many from that address are still in their TLS handshake. */
  public long handshakingOf(String address) {
    return open.stream()
        .filter(connection -> connection.session() == null && connection.address().equals(address))
        .count();
  }

  /** The enrollments that limit connections of now. */
  public Set<String> enrollments() {
    Set<String> out = new HashSet<>();
    for (Session session : sessions()) {
      String id = session.enrollmentId();
      if (id != null) {
        out.add(id);
      }
    }
    return out;
  }

  /** Closes what is over its time. */
  public void checkTimes() {
    open.forEach(Connection::checkTime);
  }

  /** Closes all connections of an enrollment but the one that asks for it, if one does. */
  public void closeOf(String enrollmentId, @Nullable Session asking) {
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
