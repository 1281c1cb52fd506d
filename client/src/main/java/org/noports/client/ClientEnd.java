package org.noports.client;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.noports.tunnel.TunnelException;
import org.noports.tunnel.pump.Sockets;
import org.noports.tunnel.rendezvous.ClientSide;
import org.noports.tunnel.rendezvous.ClientSideOptions;
import org.noports.tunnel.rendezvous.EndReason;
import org.noports.tunnel.rendezvous.SessionEnd;
import org.noports.tunnel.rendezvous.SingleSide;
import org.noports.tunnel.rendezvous.SingleSideOptions;

/**
 * A local port at the client's end of a session whose messages somebody else exchanged (cli.md 5,
 * sessions.md 4.2, 4.3). Its owner closes it, also after it has ended by itself. Thread-safe.
 */
public abstract sealed class ClientEnd implements AutoCloseable {
  private ClientEnd() {}

  /**
   * Listens, and opens the control channel; {@link ClientException} or {@link TunnelException} when
   * one cannot be.
   */
  public static ClientEnd multi(LocalBinding binding, ClientSideOptions options) {
    LocalPort<ServerSocketChannel> port = LocalPort.bind(binding);
    boolean open = false;
    try {
      Multi end = new Multi(port, ClientSide.open(options));
      open = true;
      return end;
    } finally {
      if (!open) {
        port.close();
      }
    }
  }

  /** Listens for the one connection, which is taken to the relay when it comes. */
  public static ClientEnd single(
      LocalBinding binding, SingleSideOptions options, Duration timeout) {
    return new Single(LocalPort.bind(binding), options, timeout);
  }

  /** Waits until the session has ended; TunnelException when it could not begin. */
  public abstract SessionEnd await() throws InterruptedException;

  @Override
  public abstract void close();

  private static final class Multi extends ClientEnd {
    private final ClientSide side;
    private final LocalDoor door;

    Multi(LocalPort<ServerSocketChannel> port, ClientSide side) {
      this.side = side;
      this.door = LocalDoor.open(port, ClientSide.MAX_CONNECTIONS, this::serve);
    }

    private void serve(SocketChannel local) {
      try {
        side.dial().carry(local);
      } catch (IOException e) {
        Sockets.reset(local);
      }
    }

    @Override
    public SessionEnd await() throws InterruptedException {
      return side.await();
    }

    @Override
    public void close() {
      door.close();
      side.close();
    }
  }

  private static final class Single extends ClientEnd {
    private static final SessionEnd NOBODY_CAME =
        new SessionEnd(EndReason.IDLE, "no local connection came", 0, 0, 0);

    private final LocalPort<ServerSocketChannel> port;
    private final SingleSideOptions options;
    private final Duration timeout;
    private final LocalDoor door;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final CompletableFuture<SingleSide> begun = new CompletableFuture<>();

    Single(LocalPort<ServerSocketChannel> port, SingleSideOptions options, Duration timeout) {
      this.port = port;
      this.options = options;
      this.timeout = timeout;
      // A place for each loopback address: who waits to accept holds one.
      this.door = LocalDoor.open(port, port.channels().size(), this::serve);
    }

    private void serve(SocketChannel local) throws InterruptedException {
      if (taken.getAndSet(true)) {
        Sockets.reset(local);
        return;
      }
      port.close();
      try {
        SingleSide side = SingleSide.ofClient(options, local);
        if (!begun.complete(side)) {
          side.close();
        }
        side.await();
      } catch (TunnelException e) {
        begun.completeExceptionally(e);
      }
    }

    @Override
    public SessionEnd await() throws InterruptedException {
      try {
        return begun.get(timeout.toNanos(), TimeUnit.NANOSECONDS).await();
      } catch (TimeoutException e) {
        // A connection on its way to the relay is not too late.
        return taken.getAndSet(true) ? awaitBegun() : NOBODY_CAME;
      } catch (ExecutionException e) {
        throw failure(e);
      }
    }

    private SessionEnd awaitBegun() throws InterruptedException {
      try {
        return begun.get().await();
      } catch (ExecutionException e) {
        throw failure(e);
      }
    }

    private static RuntimeException failure(ExecutionException e) {
      return e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }

    @Override
    public void close() {
      taken.set(true);
      door.close();
      if (begun.isDone() && !begun.isCompletedExceptionally()) {
        begun.join().close();
      } else {
        begun.completeExceptionally(new TunnelException("the session was closed"));
      }
    }
  }
}
