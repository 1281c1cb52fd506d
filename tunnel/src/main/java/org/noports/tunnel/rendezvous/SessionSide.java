package org.noports.tunnel.rendezvous;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.tunnel.DatagramReader;
import org.noports.tunnel.TunnelException;
import org.noports.tunnel.datagrams.DatagramQueue;
import org.noports.tunnel.pump.JoinResult;
import org.noports.tunnel.pump.JoinedSockets;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.pump.Sockets;
import org.noports.tunnel.records.ShiftedException;

/**
 * What both ends of a session have in common: a control connection to the relay when it begins, a
 * life, and data connections to carry. Thread-safe.
 */
public abstract sealed class SessionSide implements AutoCloseable
    permits ClientSide, DeviceSide, SingleSide {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);
  private static final Logger LOG = System.getLogger(SessionSide.class.getName());

  private final Pump pump;
  final Lifetime lifetime;

  SessionSide(Pump pump, Lifetime lifetime) {
    this.pump = pump;
    this.lifetime = lifetime;
  }

  /** Waits until the session has ended and everything of it is closed. */
  public SessionEnd await() throws InterruptedException {
    SessionEnd end = null;
    while (end == null) {
      end = lifetime.await(Duration.ofDays(1));
    }
    return end;
  }

  /** Waits at most so long; null when the session goes on. */
  public @Nullable SessionEnd await(Duration limit) throws InterruptedException {
    return lifetime.await(limit);
  }

  /** Data connections open now. */
  public int connections() {
    return lifetime.connections();
  }

  /** Ends the session and closes everything of it. Idempotent, bounded. */
  @Override
  public void close() {
    lifetime.end(EndReason.CLOSED, "the session was closed");
    lifetime.awaitQuietly(CLOSE_LIMIT);
  }

  /** The beginning of a session: everything up to its control channel. */
  interface Beginning<T> {
    T begin() throws IOException;
  }

  /** Runs it; when it fails the session is over, and TunnelException says why. */
  static <T> T begin(Lifetime lifetime, RelayAddress relay, Beginning<T> beginning) {
    boolean begun = false;
    try {
      T result = beginning.begin();
      begun = true;
      return result;
    } catch (IOException e) {
      throw new TunnelException(
          "cannot reach the relay at "
              + relay
              + " ("
              + e.getMessage()
              + "): check that this machine may connect to it",
          e);
    } finally {
      if (!begun) {
        lifetime.end(EndReason.RELAY_LOST, "the relay could not be reached");
      }
    }
  }

  /** Carries one data connection to its end; both sockets are closed then. */
  @Nullable JoinResult carry(String name, RelayStream stream, SocketChannel local) {
    boolean joined = false;
    try {
      lifetime.ownToReset(local);
      try (JoinedSockets pair = stream.join(name, pump, local)) {
        lifetime.own(pair);
        joined = true;
        // From here on they are the pair's, which knows whether an end of stream may be shown.
        lifetime.disown(local);
        lifetime.disown(stream.relay());
        JoinResult result = pair.run();
        lifetime.disown(pair);
        return result;
      }
    } catch (ShiftedException e) {
      shifted(e);
      return null;
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> name + " was lost at its start: " + e);
      return null;
    } finally {
      if (!joined) {
        // An end of stream would pass for the service's.
        Sockets.reset(local);
      }
      release(local);
      release(stream.relay());
    }
  }

  /** Carries datagrams to their end; the socket is closed and the queue too then. */
  @Nullable JoinResult carry(
      String name, RelayStream stream, DatagramQueue queue, DatagramReader.Sink sink) {
    try {
      return stream.datagrams(name, queue).carry(sink);
    } catch (ShiftedException e) {
      shifted(e);
      return null;
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> name + " was lost at its start: " + e);
      return null;
    } finally {
      queue.close();
      release(stream.relay());
    }
  }

  final void shifted(ShiftedException e) {
    lifetime.end(
        EndReason.PROTOCOL_BROKEN,
        "the relay joined connections that do not belong together: " + e.getMessage());
  }

  void release(SocketChannel socket) {
    Sockets.close(socket);
    lifetime.disown(socket);
  }
}
