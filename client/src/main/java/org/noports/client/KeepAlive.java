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
 * Session after session on one local port (cli.md 1.2, {@code --keep-alive}).
 *
 * <pre>
 * down --session opens--> up
 * down --attempt fails--> down, after a pause with back-off and jitter; a local connection that
 *                         waits, or another network, cuts the pause short
 * up   --session ends---> down
 * up   --in doubt-------> up, while a second session opens beside the first and takes over; the
 *                         first ends with its last connection, or at once when its address is gone
 * </pre>
 *
 * <p>Local connections made while it is down wait for the next session, for so long that a person
 * would; then they are reset, and the listener is told why.
 *
 * <p>{@link #run} is for one thread; {@link #close} may be called by any other and ends it. Local
 * connections have threads of their own.
 */
public final class KeepAlive implements AutoCloseable {
  /** Demand does not shorten a pause to less than this part of it. */
  private static final int LEAST_PART = 8;

  private static final Logger LOG = System.getLogger(KeepAlive.class.getName());

  private final NptOptions options;
  private final SessionEdge edge;
  private final Deadlines deadlines;
  private final KeepAliveListener listener;
  private final InstantSource clock;
  private final SecureRandom random;
  private final LocalPort<?> local;
  private final Pump pump = new Pump(PumpLimits.DEFAULT);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final BackOff backOff;
  private final Standing standing = new Standing();
  private final Vigil vigil;
  private final Entrance.Door door;
  private final Retirement retirement = new Retirement();

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
    this.vigil = Vigil.ofMachine(clock, options.notice().dividedBy(2));
    Entrance entrance = Entrance.bind(options);
    this.local = entrance.port();
    this.door = entrance.open(() -> standing.dial(deadlines.patience()), this::turnedAway);
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
      while (!isClosed()) {
        attempt();
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
    door.close();
    standing.close();
    retirement.close();
    pump.close();
  }

  /** One session, with those that take over from it, and the pause after its end. */
  private void attempt() throws InterruptedException {
    Duration pause;
    try (Held held = new Held(open())) {
      long opened = System.nanoTime();
      SessionEnd end = hold(held);
      backOff.sessionLived(Duration.ofNanos(System.nanoTime() - opened));
      pause = backOff.pause();
      standing.lost(end.detail());
      listener.ended(end, pause);
    } catch (ClientClosed e) {
      throw e;
    } catch (ClientException | AtClientException | TunnelException e) {
      pause = backOff.pause();
      standing.lost(String.valueOf(e.getMessage()));
      listener.failed(e, pause);
    }
    rest(pause);
  }

  private LiveSession open() throws InterruptedException {
    LiveSession session =
        SessionSequence.open(
            options, edge, deadlines, new Progress(listener, clock), random, local, pump);
    standing.use(session);
    listener.opened(session, local.port());
    return session;
  }

  /** Waits for the end of the session; one that must be doubted is replaced meanwhile. */
  private SessionEnd hold(Held held) throws InterruptedException {
    vigil.begin();
    Vigil.@Nullable Doubt doubt = null;
    Duration wait = Vigil.INTERVAL;
    while (true) {
      SessionEnd end = held.session.await(wait);
      if (end != null) {
        return end;
      }
      Vigil.Doubt found = vigil.look(held.session.localAddress());
      if (found != null) {
        doubt = found;
        listener.doubted(found.text());
      }
      wait = Vigil.INTERVAL;
      if (doubt == Vigil.Doubt.ADDRESS_GONE) {
        held.session.abandon(doubt.text());
      } else if (doubt == Vigil.Doubt.SLEPT) {
        Duration pause = replace(held);
        vigil.begin();
        if (pause == null) {
          doubt = null;
        } else {
          wait = pause;
        }
      }
    }
  }

  /** Null when another session has taken over; else how long to wait before the next attempt. */
  private @Nullable Duration replace(Held held) throws InterruptedException {
    LiveSession old = held.session;
    try {
      held.session = open();
      retirement.add(old);
      return null;
    } catch (ClientClosed e) {
      throw e;
    } catch (ClientException | AtClientException | TunnelException e) {
      // The first session may have survived: whether it has will show.
      Duration pause = backOff.pause();
      listener.notReplaced(e, pause);
      return pause;
    }
  }

  private void rest(Duration pause) throws InterruptedException {
    Duration least = pause.dividedBy(LEAST_PART);
    long until = System.nanoTime() + pause.toNanos();
    vigil.begin();
    if (closed.await(least.toNanos(), TimeUnit.NANOSECONDS)) {
      return;
    }
    while (!isClosed() && !standing.isWanted() && !vigil.changed()) {
      long left = until - System.nanoTime();
      if (left <= 0) {
        return;
      }
      standing.rest(Duration.ofNanos(Math.min(left, Vigil.INTERVAL.toNanos())));
    }
  }

  private void turnedAway(Exception why) {
    if (!isClosed()) {
      listener.turnedAway(why);
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

  /** The session in use, whichever it is by now. Used by the running thread only. */
  private static final class Held implements AutoCloseable {
    private LiveSession session;

    Held(LiveSession session) {
      this.session = session;
    }

    @Override
    public void close() {
      session.close();
    }
  }
}
