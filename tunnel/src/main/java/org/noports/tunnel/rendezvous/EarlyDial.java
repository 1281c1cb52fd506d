package org.noports.tunnel.rendezvous;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * A side's first connection to the relay, dialled while somebody else is still asked.
 *
 * <p>The client's is proved at once: the relay keeps it until the device's has come (sessions.md
 * 3.3). The device's is proved when it is taken and not before, as the session may turn out to be
 * another process's; where the side speaks first it is not even dialled before, because the relay
 * would not wait for its word (sessions.md 3.5).
 *
 * <p>Its dial has a virtual thread of its own. Thread-safe; closing gives up what no side took.
 */
public final class EarlyDial implements AutoCloseable {
  /** A relay gives a connection at least twice as long to prove itself (sessions.md 3.2, 3.6). */
  private static final Duration UNPROVED_LIMIT = Duration.ofSeconds(5);

  private final Lifetime lifetime;
  private final RelayDialer dialer;
  private final boolean proved;
  private final FutureTask<SocketChannel> channel;
  private final long begun = System.nanoTime();
  private volatile boolean taken;

  private EarlyDial(Lifetime lifetime, RelayDialer dialer, boolean proved) {
    this.lifetime = lifetime;
    this.dialer = dialer;
    this.proved = proved;
    this.channel = new FutureTask<>(proved ? dialer::dial : dialer::connect);
  }

  /** Dials and proves the connection; a failure shows when it is needed. */
  public static EarlyDial begin(
      String name, RelayAddress relay, @Nullable RelayCredential credential) {
    EarlyDial made = of(name, relay, credential, true);
    made.start(name);
    return made;
  }

  /** Dials a connection that may have to be given up; a failure shows when it is needed. */
  public static EarlyDial unproved(
      String name, RelayAddress relay, @Nullable RelayCredential credential) {
    boolean waits = credential != null && credential.isAskedFor();
    EarlyDial made = of(name, relay, credential, !waits);
    if (waits) {
      made.start(name);
    }
    return made;
  }

  private static EarlyDial of(
      String name, RelayAddress relay, @Nullable RelayCredential credential, boolean proved) {
    Lifetime lifetime = new Lifetime(name);
    return new EarlyDial(lifetime, new RelayDialer(relay, credential, lifetime), proved);
  }

  private void start(String name) {
    Thread.ofVirtual().name(name + " dial").start(channel);
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
    SocketChannel connected = connected();
    prove(connected);
    return connected;
  }

  /** The connection, which is still to be proved. */
  SocketChannel connected() throws IOException {
    channel.run();
    SocketChannel dialled = dialled();
    if (proved || System.nanoTime() - begun <= UNPROVED_LIMIT.toNanos()) {
      return dialled;
    }
    dialer.giveUp(dialled);
    return dialer.connect();
  }

  /** Afterwards session data may follow. */
  void prove(SocketChannel connected) throws IOException {
    if (!proved) {
      dialer.authenticate(connected);
    }
  }

  /** The same, with the first of it behind the proof; only for a relay that takes it so. */
  void prove(SocketChannel connected, byte[] behind) throws IOException {
    if (proved) {
      throw new IllegalStateException("the connection is proved already");
    }
    dialer.authenticate(connected, behind);
  }

  /** Whether the proof is still to come. */
  boolean isUnproved() {
    return !proved;
  }

  /** Ends the session that took the connection, or will. */
  public void abandon(String why) {
    lifetime.end(EndReason.CLOSED, why);
  }

  private SocketChannel dialled() throws IOException {
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
