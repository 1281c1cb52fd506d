package org.noports.client;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.session.Transport;
import org.noports.tunnel.rendezvous.ClientSide;
import org.noports.tunnel.rendezvous.DataConnection;
import org.noports.tunnel.rendezvous.SessionEnd;

/**
 * A session with a daemon, without a local port: gives connections to the device's service. Its
 * owner closes it, also after it has ended by itself. Thread-safe.
 */
public final class LiveSession implements AutoCloseable {
  private final SessionId id;
  private final ServiceAddress service;
  private final ClientSide side;
  private final Set<Transport> opens;

  /**
   * @param opens the kinds of services other than its own that it leads to
   */
  LiveSession(SessionId id, ServiceAddress service, ClientSide side, Set<Transport> opens) {
    this.id = id;
    this.service = service;
    this.side = side;
    this.opens = Set.copyOf(opens);
  }

  public SessionId id() {
    return id;
  }

  /** A new connection to the service; IOException when the session does not give one. */
  public DataConnection dial() throws IOException {
    return switch (service.transport()) {
      case TCP -> side.dial();
      case UDP -> side.dial(service);
    };
  }

  /** Whether it also leads to this service, which is not its own. */
  boolean opens(ServiceAddress target) {
    return opens.contains(target.transport());
  }

  /** A new connection to another service; only when it {@link #opens} that. */
  DataConnection dial(ServiceAddress target) throws IOException {
    return side.dial(target);
  }

  /** This machine's end of the connection to the relay; null when it has closed. */
  @Nullable InetAddress localAddress() {
    return side.localAddress();
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

  /** Ends the session for a reason its connections can't know of. */
  void abandon(String why) {
    side.abandon(why);
  }

  /** Ends the session in bounded time. Idempotent. */
  @Override
  public void close() {
    side.close();
  }
}
