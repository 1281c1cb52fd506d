package org.noports.relay;

import java.nio.channels.ServerSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The one port that serves all sessions that ask for it (sessions.md 3.6, cli.md 4).
 *
 * @param bindPort where the relay listens; 0 is any free port
 * @param advertisedPort what clients and daemons dial, as a container or router maps it; 0 is the
 *     port bound
 * @param listener listens already, for a service manager opened it; the relay closes it. Null: the
 *     relay binds the port
 */
public record SinglePortConfig(
    int bindPort, int advertisedPort, @Nullable ServerSocketChannel listener) {
  /** What every client that asks for the single port expects. */
  public static final int ADVERTISED = 443;

  public SinglePortConfig {
    if (bindPort < 0 || bindPort > 65_535 || advertisedPort < 0 || advertisedPort > 65_535) {
      throw new IllegalArgumentException("a single port is from 0 to 65535");
    }
  }

  public SinglePortConfig(int bindPort, int advertisedPort) {
    this(bindPort, advertisedPort, null);
  }

  /** Dialled as 443, wherever it is bound. */
  public static SinglePortConfig boundTo(int port) {
    return new SinglePortConfig(port, ADVERTISED);
  }

  /** Dialled as 443, wherever it listens. */
  public static SinglePortConfig of(ServerSocketChannel listener) {
    return new SinglePortConfig(listener.socket().getLocalPort(), ADVERTISED, listener);
  }
}
