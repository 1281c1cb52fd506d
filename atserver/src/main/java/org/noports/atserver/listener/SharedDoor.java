package org.noports.atserver.listener;

import java.io.IOException;
import java.net.Socket;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.connection.Connection;
import org.noports.atserver.connection.Destination;
import org.noports.atserver.tenant.Counters;
import org.noports.atserver.tenant.LiveConnections;

/**
 * One port that leads to all atSigns of the process: the TLS server name tells which one is meant.
 * Until the handshake has told it a connection stands among {@link #undecided}. Thread-safe.
 *
 * @param doors the way to the atSign a server name stands for, or null
 * @param ids session ids
 */
public record SharedDoor(
    Function<String, @Nullable AtSignDoor> doors,
    ConnectionPool pool,
    Counters counters,
    Supplier<String> ids,
    LiveConnections undecided)
    implements Door {

  @Override
  public void admit(Socket accepted) throws IOException {
    pool.take(accepted, this::arrived, undecided, ids.get());
  }

  private @Nullable Destination arrived(Connection connection, @Nullable String serverName) {
    AtSignDoor door = serverName == null ? null : doors.apply(serverName);
    if (door == null) {
      counters.turnedAway(Counters.Turned.UNKNOWN_NAME);
      return null;
    }
    Destination destination = door.destination(connection.address());
    LiveConnections all = door.server().connections();
    all.add(connection);
    connection.onEnd(() -> all.remove(connection));
    undecided.remove(connection);
    return destination;
  }
}
