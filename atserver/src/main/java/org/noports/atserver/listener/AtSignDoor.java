package org.noports.atserver.listener;

import java.io.IOException;
import java.net.Socket;
import org.noports.atserver.Limits;
import org.noports.atserver.connection.Addresses;
import org.noports.atserver.connection.Destination;
import org.noports.atserver.connection.Dispatcher;
import org.noports.atserver.tenant.AtServer;
import org.noports.atserver.tenant.Counters;
import org.noports.atserver.tenant.LiveConnections;

/** The way to one atSign, and how many may take it at a time (atprotocol.md 2.5). Thread-safe. */
public record AtSignDoor(AtServer server, Dispatcher dispatcher, ConnectionPool pool)
    implements Door {

  @Override
  public void admit(Socket accepted) throws IOException {
    String address = Addresses.keyOf(accepted.getInetAddress());
    if (crowded(address)) {
      pool.turnAway(accepted, Counters.Turned.ATSIGN_FULL);
      return;
    }
    Destination destination = destination(address);
    pool.take(
        accepted,
        (connection, serverName) -> destination,
        server.connections(),
        "_" + server.shared().uuid());
  }

  /**
   * Whether one more can't even be told that there are too many. Those told so take room
   * themselves, and those that never end their handshake can't be told: even they are bounded.
   */
  private boolean crowded(String address) {
    Limits limits = server.shared().limits();
    LiveConnections open = server.connections();
    return open.count() >= 2 * limits.connectionsPerAtSign()
        || open.handshakingOf(address) >= limits.unauthenticatedPerAddress();
  }

  /** Where a connection from that address goes now. */
  Destination destination(String address) {
    Limits limits = server.shared().limits();
    LiveConnections open = server.connections();
    boolean full =
        open.count() >= limits.connectionsPerAtSign()
            || open.unauthenticated() >= limits.unauthenticatedPerAtSign()
            || open.unauthenticatedOf(address) >= limits.unauthenticatedPerAddress();
    if (full) {
      server.shared().counters().turnedAway(Counters.Turned.ATSIGN_FULL);
    }
    return new Destination(server.atSign(), dispatcher, full);
  }
}
