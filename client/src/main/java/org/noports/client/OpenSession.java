package org.noports.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.SessionId;
import org.noports.tunnel.rendezvous.ClientSide;
import org.noports.tunnel.rendezvous.SessionEnd;

/**
 * A session that is open: what connects to the local port reaches the device's service. Its owner
 * closes it, also after it has ended by itself. Thread-safe.
 */
public final class OpenSession implements AutoCloseable {
  private final SessionId id;
  private final LocalPort local;
  private final ClientSide side;
  private final Runnable release;

  /**
   * @param release closes what this session owns besides its side of the tunnel; idempotent
   */
  OpenSession(SessionId id, LocalPort local, ClientSide side, Runnable release) {
    this.id = id;
    this.local = local;
    this.side = side;
    this.release = release;
  }

  public SessionId id() {
    return id;
  }

  public int localPort() {
    return local.port();
  }

  /** The local host as the user gave it. */
  public String localHost() {
    return local.host();
  }

  /** Connections through the tunnel now. */
  public int connections() {
    return side.connections();
  }

  /** Waits until the session has ended. */
  public SessionEnd await() throws InterruptedException {
    return side.await();
  }

  /** Waits at most so long; null when the session goes on. */
  public @Nullable SessionEnd await(Duration limit) throws InterruptedException {
    return side.await(limit);
  }

  /** Ends the session in bounded time. Idempotent. */
  @Override
  public void close() {
    try {
      side.close();
    } finally {
      release.run();
    }
  }
}
