package org.noports.tunnel.rendezvous;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.session.SessionKeys;
import org.noports.tunnel.pump.JoinResult;
import org.noports.tunnel.pump.JoinedSockets;
import org.noports.tunnel.pump.Opening;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.pump.Sockets;

/**
 * A connection of a session's client side, dialled and announced to the device, that waits for the
 * local socket it is for. One thread carries it; closing is for any. Ends with its session.
 */
public final class DataConnection implements Closeable {
  private static final Duration HALF_CLOSE_IDLE = Duration.ofSeconds(60);
  private static final Opening OPENING =
      new Opening(2048, Duration.ofMillis(300), Duration.ofSeconds(3));
  private static final Logger LOG = System.getLogger(DataConnection.class.getName());

  private final String name;
  private final Lifetime lifetime;
  private final SocketChannel relay;
  private final @Nullable SessionKeys keys;
  private final Pump pump;
  private final AtomicBoolean ended = new AtomicBoolean();

  /** The lifetime owns the relay's socket and has counted this connection. */
  DataConnection(
      String name, Lifetime lifetime, SocketChannel relay, @Nullable SessionKeys keys, Pump pump) {
    this.name = name;
    this.lifetime = lifetime;
    this.relay = relay;
    this.keys = keys;
    this.pump = pump;
  }

  /** Joins it with a local socket until both have ended, and closes both. */
  public void carry(SocketChannel local) {
    JoinResult result = null;
    try (JoinedSockets joined =
        new JoinedSockets(
            name,
            pump,
            local,
            relay,
            keys == null ? null : StreamCiphers.clientToDaemon(keys),
            keys == null ? null : StreamCiphers.daemonToClient(keys),
            OPENING,
            HALF_CLOSE_IDLE)) {
      lifetime.own(joined);
      result = joined.run();
      lifetime.disown(joined);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> name + " was lost at its start: " + e);
    } finally {
      Sockets.close(local);
      end(result);
    }
  }

  /** Gives up a connection nobody carries; one that is carried ends too. */
  @Override
  public void close() {
    end(null);
  }

  private void end(@Nullable JoinResult result) {
    Sockets.close(relay);
    if (!ended.getAndSet(true)) {
      lifetime.disown(relay);
      lifetime.connectionEnded(result);
    }
  }
}
