package org.noports.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClient;
import org.noports.atclient.AtClientException;
import org.noports.atclient.ClientClosed;
import org.noports.tunnel.TunnelException;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.pump.PumpLimits;
import org.noports.tunnel.rendezvous.SessionEnd;

/**
 * Session after session on one local port (cli.md 1.2, {@code --keep-alive}): when one ends or does
 * not come about, the next follows after a pause with back-off and jitter. Local connections made
 * meanwhile wait in the system's queue, and are turned away when the outage lasts longer than
 * {@link #PATIENCE}.
 *
 * <p>{@link #run} is for one thread; {@link #close} may be called by any other and ends it.
 */
public final class KeepAlive implements AutoCloseable {
  /** How long local connections wait for the next session before they are turned away. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration SLICE = Duration.ofSeconds(5);
  private static final Logger LOG = System.getLogger(KeepAlive.class.getName());

  private final NptOptions options;
  private final SessionEdge edge;
  private final Deadlines deadlines;
  private final KeepAliveListener listener;
  private final InstantSource clock;
  private final SecureRandom random;
  private final LocalPort local;
  private final Pump pump = new Pump(PumpLimits.DEFAULT);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final BackOff backOff;

  private final Object runnerLock = new Object();

  /** The thread in {@link #run}, if any. Guarded by runnerLock. */
  private @Nullable Thread runner;

  private KeepAlive(
      NptOptions options,
      SessionEdge edge,
      Deadlines deadlines,
      KeepAliveListener listener,
      InstantSource clock,
      SecureRandom random) {
    this.options = options;
    this.edge = edge;
    this.deadlines = deadlines;
    this.listener = listener;
    this.clock = clock;
    this.random = random;
    this.backOff = new BackOff(random);
    this.local = LocalPort.bind(options.local());
  }

  /** Binds the local port; nothing else happens before {@link #run}. */
  public static KeepAlive open(NptOptions options, AtClient atClient, KeepAliveListener listener) {
    return open(
        options,
        new AtClientEdge(atClient),
        Deadlines.SPECIFIED,
        listener,
        InstantSource.system(),
        new SecureRandom());
  }

  static KeepAlive open(
      NptOptions options,
      SessionEdge edge,
      Deadlines deadlines,
      KeepAliveListener listener,
      InstantSource clock,
      SecureRandom random) {
    return new KeepAlive(options, edge, deadlines, listener, clock, random);
  }

  public int localPort() {
    return local.port();
  }

  public String localHost() {
    return local.host();
  }

  /**
   * Opens sessions until closed, and returns then; throws only when that makes no sense any more,
   * because the atClient was closed.
   */
  public void run() throws InterruptedException {
    enter();
    try {
      Outage outage = new Outage();
      while (!isClosed()) {
        attempt(outage);
      }
    } catch (InterruptedException e) {
      if (!isClosed()) {
        throw e;
      }
    } finally {
      leave();
    }
  }

  /** Ends {@link #run}, the session and the listening. Idempotent. */
  @Override
  public void close() {
    closed.countDown();
    synchronized (runnerLock) {
      if (runner != null) {
        runner.interrupt();
      }
    }
    local.close();
    pump.close();
  }

  private void attempt(Outage outage) throws InterruptedException {
    Duration pause;
    try (OpenSession session =
        new SessionSequence(options, edge, deadlines, new Progress(listener, clock), random)
            .open(local, pump, () -> {})) {
      outage.over();
      long opened = System.nanoTime();
      listener.opened(session);
      SessionEnd end = session.await();
      backOff.sessionLived(Duration.ofNanos(System.nanoTime() - opened));
      pause = backOff.pause();
      listener.ended(end, pause);
    } catch (ClientClosed e) {
      throw e;
    } catch (ClientException | AtClientException | TunnelException e) {
      pause = backOff.pause();
      listener.failed(e, pause);
    }
    outage.begun();
    rest(pause, outage);
  }

  private void rest(Duration pause, Outage outage) throws InterruptedException {
    long until = System.nanoTime() + pause.toNanos();
    while (!isClosed()) {
      if (outage.lasted().compareTo(PATIENCE) > 0) {
        local.turnAwayWaiting();
      }
      long left = until - System.nanoTime();
      if (left <= 0 || closed.await(Math.min(left, SLICE.toNanos()), TimeUnit.NANOSECONDS)) {
        return;
      }
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void enter() {
    synchronized (runnerLock) {
      if (runner != null) {
        throw new IllegalStateException("a keep-alive runs on one thread");
      }
      runner = Thread.currentThread();
    }
  }

  /** From here on nobody interrupts this thread; an interrupt of {@link #close} is taken back. */
  private void leave() {
    synchronized (runnerLock) {
      runner = null;
      if (isClosed()) {
        boolean taken = Thread.interrupted();
        LOG.log(Level.DEBUG, () -> "Keep-alive ended" + (taken ? " while working" : ""));
      }
    }
  }

  /** Since when there is no session. Used by the running thread only. */
  private static final class Outage {
    private static final long NONE = Long.MIN_VALUE;
    private long since = NONE;

    void begun() {
      if (since == NONE) {
        since = System.nanoTime();
      }
    }

    void over() {
      since = NONE;
    }

    Duration lasted() {
      return since == NONE ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
    }
  }
}
