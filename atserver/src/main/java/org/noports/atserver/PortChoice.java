package org.noports.atserver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.listener.Listener;

/**
 * Finds a port for a new atServer.
 *
 * @param first the first port tried, 0 to let the system choose
 */
record PortChoice(InetAddress address, int first) {
  private static final int PORTS_TRIED = 10_000;

  /** Binds a free port that no atSign of the store has. */
  ServerSocket bind(Set<Integer> taken) {
    if (first == 0) {
      return bindChosen(taken);
    }
    for (int port = first; port < first + PORTS_TRIED && port <= 65_535; port++) {
      ServerSocket bound = taken.contains(port) ? null : tryBind(port);
      if (bound != null) {
        return bound;
      }
    }
    throw new AtServerException(
        "No free port from " + first + " on. Choose another first port for atServers.");
  }

  /** The system may choose the port of an atServer that is not running just now. */
  private ServerSocket bindChosen(Set<Integer> taken) {
    try {
      ServerSocket bound = Listener.bind(address, 0);
      while (taken.contains(bound.getLocalPort())) {
        try (ServerSocket _ = bound) {
          bound = Listener.bind(address, 0);
        }
      }
      return bound;
    } catch (IOException e) {
      throw new AtServerException(
          "Can't listen on " + address.getHostAddress() + ": " + e.getMessage(), e);
    }
  }

  private @Nullable ServerSocket tryBind(int port) {
    try {
      return Listener.bind(address, port);
    } catch (IOException e) {
      return null;
    }
  }
}
