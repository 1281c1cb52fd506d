package org.noports.atserver;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Set;
import org.noports.atserver.listener.ConnectionPool;
import org.noports.atserver.listener.Listener;
import org.noports.atserver.listener.SharedDoor;
import org.noports.atserver.tenant.LiveConnections;
import org.noports.atserver.tenant.Shared;

/**
 * One port for all atSigns of the process. Closing it ends the connections that have not yet said
 * whom they want; the others belong to their atSign.
 */
final class SharedPort implements AutoCloseable {
  static final int LAST_PORT = 65_535;

  private final Listener listener;
  private final LiveConnections undecided;

  private SharedPort(Listener listener, LiveConnections undecided) {
    this.listener = listener;
    this.undecided = undecided;
  }

  static SharedPort open(
      AtServerConfig config,
      InetAddress address,
      int wanted,
      HostedAtSigns hosted,
      ConnectionPool pool,
      Shared shared) {
    RememberedPort remembered = new RememberedPort(config.dataDirectory().resolve("shared.port"));
    int port = wanted != 0 ? wanted : remembered.read();
    LiveConnections undecided = new LiveConnections();
    try {
      Listener listener =
          Listener.start(
              Listener.bind(address, port),
              "all atSigns",
              new SharedDoor(
                  hosted::doorNamed,
                  pool,
                  shared.counters(),
                  () -> "_" + shared.uuid(),
                  undecided));
      remembered.write(listener.port());
      return new SharedPort(listener, undecided);
    } catch (IOException e) {
      throw new AtServerException(
          "Can't listen on %s:%d for all atSigns: %s. End what uses that port."
              .formatted(address.getHostAddress(), port, e.getMessage()),
          e);
    }
  }

  int port() {
    return listener.port();
  }

  /** Closes connections whose handshake takes too long. */
  void checkTimes() {
    undecided.checkTimes();
  }

  /** A number that stands in the store for a port where an atSign has none of its own. */
  static int standIn(Set<Integer> taken) {
    return taken.stream()
            .mapToInt(Integer::intValue)
            .filter(port -> port > LAST_PORT)
            .max()
            .orElse(LAST_PORT)
        + 1;
  }

  @Override
  public void close() {
    listener.close();
    undecided.shutDown();
  }
}
