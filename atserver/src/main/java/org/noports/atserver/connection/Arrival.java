package org.noports.atserver.connection;

import org.jspecify.annotations.Nullable;

/** Says to whom a connection goes once its TLS handshake is done. */
@FunctionalInterface
public interface Arrival {
  /**
   * Called once, on the connection's thread.
   *
   * @param serverName the name the client asked for, or null
   * @return null when nobody here has that name: the connection is closed
   */
  @Nullable Destination arrived(Connection connection, @Nullable String serverName);
}
