package org.noports.atserver.directory;

import java.time.Duration;

/**
 * The bounds of an atDirectory (atprotocol.md 1.2).
 *
 * @param connections open at once; further ones are closed at once
 * @param handshake limit of the TLS handshake
 * @param idle a connection that says nothing for so long is closed
 * @param brake pause before the answer to a second unknown name of a connection, and before the
 *     close at the third
 * @param shutdown how long close waits for connections
 */
public record DirectoryLimits(
    int connections, Duration handshake, Duration idle, Duration brake, Duration shutdown) {
  public static final DirectoryLimits DEFAULTS =
      new DirectoryLimits(
          1_000,
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofSeconds(3),
          Duration.ofSeconds(2));
}
