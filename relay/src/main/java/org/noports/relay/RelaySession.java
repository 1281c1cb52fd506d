package org.noports.relay;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.pairing.Side;
import org.noports.tunnel.pump.Sockets;

/**
 * One session from its doors to its end: who is at its doors ({@link Strangers}), who has come in
 * ({@link Guests}), and what is open for it (sessions.md 3.2 to 3.4). Threads, all virtual: one at
 * each door, one for each connection, and the keeper, which closes the session when it is over.
 * Thread-safe; the lock guards the count of threads, never I/O.
 */
final class RelaySession implements AutoCloseable {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);
  private static final Logger LOG = System.getLogger(RelaySession.class.getName());

  private final SessionPlan plan;
  private final @Nullable PortPair ports;
  private final RelayLimits limits;
  private final RelayCounters counters;
  private final Ledger ledger;
  private final Consumer<RelaySession> onEnded;
  private final long startedNanos = System.nanoTime();
  private final Strangers strangers;
  private final Guests guests;
  private final Traffic traffic;
  private final SessionReport report;
  private final Semaphore places;
  private final ArrivalOrder orderA = new ArrivalOrder();
  private final ArrivalOrder orderB = new ArrivalOrder();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int threads;

  /**
   * @param ports null for a session whose connections come through the single port
   */
  RelaySession(
      SessionPlan plan,
      @Nullable PortPair ports,
      RelayLimits limits,
      Premises premises,
      Consumer<RelaySession> onEnded) {
    this.plan = plan;
    this.ports = ports;
    this.limits = limits;
    this.counters = premises.counters();
    this.ledger = premises.ledger();
    this.onEnded = onEnded;
    this.traffic = ledger.traffic(this::connected);
    this.report = ledger.report(plan, traffic);
    this.strangers =
        new Strangers(
            limits.unauthenticatedPerSession(), plan.atSignA(), premises.crowd(), counters);
    this.guests = new Guests(toString(), limits, premises, traffic);
    this.places = new Semaphore(limits.connectionsPerSession());
  }

  /** Opens the doors. The session ends by itself, or by {@link #close}. */
  void start() {
    counters.sessionsStarted.increment();
    ledger.opened(plan, traffic, report);
    if (ports != null) {
      Reception reception = new Reception(limits, counters);
      for (Side side : Side.values()) {
        Door door =
            new Door(this, side, ports.channel(side), plan.check(side), reception, counters);
        startThread(side + " door", door::run);
      }
    }
    Thread.ofVirtual().name(this + " keeper").start(this::keep);
  }

  void startThread(String part, Runnable body) {
    threadStarted();
    Thread.ofVirtual()
        .name(this + " " + part)
        .start(() -> {
          try {
            body.run();
          } finally {
            threadEnded();
          }
        });
  }

  private void threadStarted() {
    lock.lock();
    try {
      threads++;
    } finally {
      lock.unlock();
    }
  }

  private void threadEnded() {
    lock.lock();
    try {
      threads--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Those at the doors. */
  Strangers strangers() {
    return strangers;
  }

  /** Takes one of the places for connections; {@link #enter} gives it back. */
  boolean takePlace() {
    return places.tryAcquire();
  }

  /** A connection does not come in. */
  void turnAway(SocketChannel channel) {
    strangers.leave(channel);
    Sockets.close(channel);
  }

  void giveBackPlace() {
    places.release();
  }

  /** In which the connections of a side came. */
  ArrivalOrder order(Side side) {
    return side == Side.A ? orderA : orderB;
  }

  /**
   * Lets a connection in that has a place and has proved itself: queues it in its turn and serves
   * it to its end.
   *
   * @param rest what came after the proof: session data already
   */
  void enter(Side side, SocketChannel channel, ArrivalOrder.Ticket ticket, byte[] rest) {
    threadStarted();
    try {
      Guest guest = inTurn(side, channel, ticket, rest);
      if (guest == null) {
        turnAway(channel);
      } else {
        strangers.leave(channel);
        guests.attend(guest);
      }
    } finally {
      places.release();
      threadEnded();
    }
  }

  private @Nullable Guest inTurn(
      Side side, SocketChannel channel, ArrivalOrder.Ticket ticket, byte[] rest) {
    try {
      if (!order(side).awaitTurn(ticket, limits.authenticationTime())) {
        return null;
      }
      counters.connectionsProved.increment();
      return guests.arrived(side, channel, rest);
    } finally {
      order(side).decided(ticket);
    }
  }

  private void connected() {
    report.connected();
  }

  /** What is told of the session. */
  SessionReport report() {
    return report;
  }

  SessionPlan plan() {
    return plan;
  }

  /** From now on the session ends when both sides have left it. */
  void finish() {
    guests.finish();
  }

  /** What the session uses now. */
  SessionUsage usage() {
    return new SessionUsage(
        plan.id(),
        plan.atSignA(),
        plan.atSignB(),
        Duration.ofNanos(System.nanoTime() - startedNanos),
        strangers.size() + guests.present(),
        traffic.totals());
  }

  /** Waits so long, or until the session is over. */
  void pause(Duration time) {
    guests.pause(time);
  }

  /**
   * How long both sides have been gone although the session could still go on, because its grace is
   * not over; negative when they are not.
   */
  long nanosSinceAllLeft() {
    return strangers.isEmpty() ? guests.nanosSinceAllLeft() : -1;
  }

  @Override
  public void close() {
    end("the relay stops");
  }

  /** Ends the session for a reason that its log line tells. */
  void end(String why) {
    if (!guests.close(why)) {
      return;
    }
    try {
      if (ports != null) {
        ports.close();
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, () -> this + ": cannot close a port: " + e.getMessage());
    }
    strangers.close();
  }

  private void keep() {
    try {
      end(guests.awaitOver());
      awaitClosed();
    } finally {
      ledger.closed(plan, traffic, report);
      logEnd();
      onEnded.accept(this);
    }
  }

  /**
   * Waits until everything of an ended session is closed: a listening socket is when its door's
   * thread has come back.
   */
  void awaitClosed() {
    long left = CLOSE_LIMIT.toNanos();
    lock.lock();
    try {
      while (threads > 0 && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void logEnd() {
    long millis = (System.nanoTime() - startedNanos) / 1_000_000;
    Totals totals = traffic.totals();
    Relay.ALWAYS.log(
        Level.ERROR,
        "Finished session %s for %s to %s: %s; %d connections, %d bytes there, %d back, %d.%03d s"
            .formatted(
                plan.id(),
                plan.atSignA(),
                plan.atSignB(),
                guests.overBecause(),
                totals.pairsStarted(),
                totals.bytesAToB(),
                totals.bytesBToA(),
                millis / 1_000,
                millis % 1_000));
  }

  @Override
  public String toString() {
    return "relay " + plan.id() + " " + plan.atSignA() + "->" + plan.atSignB();
  }
}
