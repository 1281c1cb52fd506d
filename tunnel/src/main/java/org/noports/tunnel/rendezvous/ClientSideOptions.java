package org.noports.tunnel.rendezvous;

import java.nio.channels.ServerSocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.session.SessionKeys;
import org.noports.tunnel.pump.Pump;

/**
 * What the client's side of a session needs.
 *
 * @param name for threads and log lines: session id and peer
 * @param listeners bound, one or one for each loopback address (IPv4 and IPv6 on the same port);
 *     their blocking mode is changed; they stay open when the session ends, because {@code -K}
 *     serves the next session on them
 * @param relay the relay's portA
 * @param credential null when this side does not authenticate
 * @param keys of the control channel; null when the session is in clear. Twin keys there mean new
 *     twin keys for each data connection
 * @param timeout the session ends when it has no data connection after so long, or from then on
 * @param heartbeat how often a line keeps the control channel busy; null when the daemon does not
 *     take heartbeats
 * @param random makes the keys of the data connections
 */
public record ClientSideOptions(
    String name,
    List<ServerSocketChannel> listeners,
    RelayAddress relay,
    @Nullable RelayCredential credential,
    @Nullable SessionKeys keys,
    Duration timeout,
    @Nullable Duration heartbeat,
    SecureRandom random,
    Pump pump) {
  public ClientSideOptions {
    listeners = List.copyOf(listeners);
    if (listeners.isEmpty()) {
      throw new IllegalArgumentException("the client's side needs a listener");
    }
  }
}
