package org.noports.client;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.SessionId;
import org.noports.tunnel.TunnelException;
import org.noports.tunnel.pump.Sockets;
import org.noports.tunnel.rendezvous.EndReason;
import org.noports.tunnel.rendezvous.SessionEnd;
import org.noports.tunnel.rendezvous.SingleSide;
import org.noports.tunnel.rendezvous.SingleSideOptions;

/**
 * An ssh session that is open (sessions.md 4.2): the first connection to its local port reaches the
 * device's sshd, and the port is closed then. Without one it ends after a while, because the relay
 * does not keep a port for nobody. Its owner closes it, also after it has ended by itself.
 *
 * <p>Threads, all virtual: one a listening socket, one that watches the time. Thread-safe.
 */
public final class SshTunnel implements AutoCloseable {
  /** The relay waits for a first connection as long (sessions.md 3.2). */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** How long the daemon's side may take to appear: it is there before the client is answered. */
  static final Duration PEER_LIMIT = Duration.ofSeconds(20);

  private static final Logger LOG = System.getLogger(SshTunnel.class.getName());

  private final SessionId id;
  private final String userName;
  private final @Nullable String ephemeralKey;
  private final LocalPort<ServerSocketChannel> local;
  private final SingleSideOptions options;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final CompletableFuture<SessionEnd> end = new CompletableFuture<>();

  /** Once there is a connection. Written by the thread that accepted it, guarded by this. */
  private @Nullable SingleSide side;

  private SshTunnel(
      SessionId id,
      String userName,
      @Nullable String ephemeralKey,
      LocalPort<ServerSocketChannel> local,
      SingleSideOptions options) {
    this.id = id;
    this.userName = userName;
    this.ephemeralKey = ephemeralKey;
    this.local = local;
    this.options = options;
  }

  /** Begins to accept. The port and the pump of the options are closed with the tunnel. */
  static SshTunnel listen(
      SessionId id,
      String userName,
      @Nullable String ephemeralKey,
      LocalPort<ServerSocketChannel> local,
      SingleSideOptions options) {
    SshTunnel tunnel = new SshTunnel(id, userName, ephemeralKey, local, options);
    for (ServerSocketChannel channel : local.channels()) {
      Thread.ofVirtual().name("ssh session " + id + " accept").start(() -> tunnel.accept(channel));
    }
    Thread.ofVirtual().name("ssh session " + id + " time-out").start(tunnel::watchTime);
    return tunnel;
  }

  public SessionId id() {
    return id;
  }

  public int localPort() {
    return local.port();
  }

  /** Whom to log in as at the device. */
  public String userName() {
    return userName;
  }

  /**
   * An OpenSSH private key in PEM that opens the outer of two ssh connections for a few seconds;
   * null when the tunnel is encrypted and one is enough, or when the daemon gave none.
   */
  public @Nullable String ephemeralKey() {
    return ephemeralKey;
  }

  /** Waits until the session has ended. */
  public SessionEnd await() throws InterruptedException {
    try {
      return end.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends the session in bounded time. Idempotent. */
  @Override
  public void close() {
    local.close();
    ended(EndReason.CLOSED, "the session was closed");
    SingleSide open;
    synchronized (this) {
      open = side;
    }
    if (open != null) {
      open.close();
    }
    options.pump().close();
  }

  private void accept(ServerSocketChannel channel) {
    try {
      SocketChannel socket = channel.accept();
      if (taken.compareAndSet(false, true)) {
        local.close();
        carry(socket);
      } else {
        Sockets.reset(socket);
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> "ssh session " + id + " accepts no more: " + e);
    }
  }

  private void carry(SocketChannel socket) {
    try {
      SingleSide open = SingleSide.ofClient(options, socket);
      synchronized (this) {
        side = open;
      }
      if (end.isDone()) {
        open.close();
      }
      end.complete(open.await());
    } catch (TunnelException e) {
      ended(EndReason.RELAY_LOST, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ended(EndReason.CLOSED, "the session was interrupted");
    }
  }

  private void watchTime() {
    try {
      end.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      if (taken.compareAndSet(false, true)) {
        local.close();
        ended(EndReason.IDLE, "nothing connected to the local port");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void ended(EndReason why, String detail) {
    end.complete(new SessionEnd(why, detail, 0, 0, 0));
  }
}
