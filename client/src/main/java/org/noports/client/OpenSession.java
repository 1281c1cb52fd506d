package org.noports.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.SessionId;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.rendezvous.SessionEnd;

/**
 * A session that is open: what connects to the local port reaches the device's service. Its owner
 * closes it, also after it has ended by itself. Thread-safe.
 */
public final class OpenSession implements AutoCloseable {
  private final LiveSession session;
  private final LocalPort<?> local;
  private final Entrance.Door door;
  private final Pump pump;

  /** Takes over all of them. */
  OpenSession(LiveSession session, Entrance entrance, Pump pump, StepListener listener) {
    this.session = session;
    this.local = entrance.port();
    this.pump = pump;
    this.door = entrance.open(session::dial, listener::turnedAway);
  }

  public SessionId id() {
    return session.id();
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
    return session.connections();
  }

  /** Waits until the session has ended. */
  public SessionEnd await() throws InterruptedException {
    return session.await();
  }

  /** Waits at most so long; null when the session goes on. */
  public @Nullable SessionEnd await(Duration limit) throws InterruptedException {
    return session.await(limit);
  }

  /** Ends the session in bounded time. Idempotent. */
  @Override
  public void close() {
    door.close();
    session.close();
    pump.close();
  }
}
