package org.noports.tunnel.rendezvous;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * The client's first connection to the relay, dialled and authenticated while the device is still
 * asked for the session: the relay keeps it until the device's has come (sessions.md 3.3). Its dial
 * has a virtual thread of its own. Thread-safe; closing gives up what no {@link ClientSide} took.
 */
public final class EarlyDial implements AutoCloseable {
  private final Lifetime lifetime;
  private final RelayDialer dialer;
  private final FutureTask<SocketChannel> channel;
  private volatile boolean taken;

  private EarlyDial(Lifetime lifetime, RelayDialer dialer) {
    this.lifetime = lifetime;
    this.dialer = dialer;
    this.channel = new FutureTask<>(dialer::dial);
  }

  /** Begins; a failure shows when the connection is needed. */
  public static EarlyDial begin(
      String name, RelayAddress relay, @Nullable RelayCredential credential) {
    Lifetime lifetime = new Lifetime(name);
    EarlyDial made = new EarlyDial(lifetime, new RelayDialer(relay, credential, lifetime));
    Thread.ofVirtual().name(name + " dial").start(made.channel);
    return made;
  }

  /** What owns the connection, and from now on the session. */
  Lifetime take() {
    taken = true;
    return lifetime;
  }

  RelayDialer dialer() {
    return dialer;
  }

  /** The connection, on which session data may follow. */
  SocketChannel channel() throws IOException {
    try {
      return channel.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while dialling the relay");
    }
  }

  @Override
  public void close() {
    if (!taken) {
      lifetime.end(EndReason.CLOSED, "the session did not begin");
    }
  }
}
