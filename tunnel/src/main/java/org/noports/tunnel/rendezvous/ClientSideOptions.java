package org.noports.tunnel.rendezvous;

import java.security.SecureRandom;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.pump.Pump;

/**
 * What the client's side of a session needs.
 *
 * @param name for threads and log lines: session id and peer
 * @param relay the relay's portA
 * @param credential null when this side does not authenticate
 * @param keys what protects the session; twin keys of the control channel mean new twin keys for
 *     each data connection
 * @param timeout the session ends when it has no data connection after so long, or from then on
 * @param heartbeat how often a line keeps the control channel busy; null when the daemon does not
 *     take heartbeats
 * @param notice how long a device that answers heartbeats may be silent
 * @param prepared how many connections are kept joined for those that come next; 0 where the daemon
 *     does not know how (docs/extensions/prepared-connections.md)
 * @param random makes the keys or names of the data connections
 */
public record ClientSideOptions(
    String name,
    RelayAddress relay,
    @Nullable RelayCredential credential,
    StreamKeys keys,
    Duration timeout,
    @Nullable Duration heartbeat,
    Duration notice,
    int prepared,
    SecureRandom random,
    Pump pump) {
  /** As many as a device keeps for a session. */
  public static final int MOST_PREPARED = 8;

  public ClientSideOptions {
    if (prepared < 0 || prepared > MOST_PREPARED) {
      throw new IllegalArgumentException("0 to " + MOST_PREPARED + " are prepared");
    }
  }
}
