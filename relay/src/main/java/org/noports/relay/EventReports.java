package org.noports.relay;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.event.EventTarget;
import org.noports.protocol.event.SessionEvent;
import org.noports.protocol.json.Json;
import org.noports.protocol.name.SessionId;

/**
 * Sends the events of sessions to those whom a side has named (sessions.md 3.8,
 * docs/extensions/session-events.md). One thread sends; sessions only put into its bounded queue,
 * and what finds it full is dropped and counted. Thread-safe.
 */
final class EventReports implements AutoCloseable {
  static final Duration STILL_CONNECTED_EVERY = Duration.ofMinutes(10);
  private static final int QUEUED = 1024;
  private static final Duration LAST_EVENTS = Duration.ofSeconds(2);

  private record Outgoing(EventTarget target, SessionEvent event) {}

  private final RelayEdge edge;
  private final InstantSource clock;
  private final Duration stillEvery;
  private final BlockingQueue<Outgoing> queue = new ArrayBlockingQueue<>(QUEUED);
  private final Map<SessionId, SessionReport> live = new ConcurrentHashMap<>();
  private final LongAdder dropped = new LongAdder();
  private final Thread sending;
  private volatile boolean closed;

  EventReports(RelayEdge edge, InstantSource clock, Duration stillEvery) {
    this.edge = edge;
    this.clock = clock;
    this.stillEvery = stillEvery;
    this.sending = Thread.ofVirtual().name("relay events").start(this::send);
  }

  SessionReport of(SessionPlan plan, Traffic traffic) {
    return new SessionReport((target, state) -> tell(target, event(plan, traffic, state)));
  }

  void opened(SessionPlan plan, SessionReport report) {
    live.put(plan.id(), report);
  }

  void closed(SessionPlan plan, SessionReport report) {
    report.ended();
    live.remove(plan.id(), report);
  }

  /** A side asks for its session's events; what is wrong with that is the operator's to know. */
  void take(RelayEdge.Mail mail, SessionRegistry sessions) {
    try {
      RelaySession session = sessions.session(sessionOf(mail));
      boolean sides =
          session != null
              && (mail.from().equals(session.plan().atSignA())
                  || mail.from().equals(session.plan().atSignB()));
      if (session == null || !sides) {
        Relay.ALWAYS.log(
            Level.INFO, "Events are asked for by " + mail.from() + ", who has no such session");
        return;
      }
      EventTarget target = EventTarget.parse(Json.parseObject(String.valueOf(mail.value())));
      if (!session.report().target(target)) {
        Relay.ALWAYS.log(
            Level.INFO, "Events of " + session + " are asked for once more; the first counts");
      }
    } catch (ProtocolException e) {
      Relay.ALWAYS.log(
          Level.INFO, "Events are asked for by " + mail.from() + " wrongly: " + e.getMessage());
    }
  }

  /** Of {@code logging.<session>.sessions.sshrvd}. */
  private static SessionId sessionOf(RelayEdge.Mail mail) {
    String[] parts = mail.key().name().split("\\.", -1);
    return SessionId.of(parts.length > 1 ? parts[1] : "");
  }

  private SessionEvent event(SessionPlan plan, Traffic traffic, SessionEvent.State state) {
    Totals totals = traffic.totals();
    return new SessionEvent(
        plan.id(),
        state,
        clock.instant(),
        traffic.callersA(),
        traffic.callersB(),
        totals.pairsStarted(),
        totals.bytesAToB(),
        totals.bytesBToA());
  }

  private void tell(EventTarget target, SessionEvent event) {
    if (!queue.offer(new Outgoing(target, event))) {
      dropped.increment();
    }
  }

  /** Events that found the queue full. */
  long dropped() {
    return dropped.sum();
  }

  private void send() {
    long next = System.nanoTime() + stillEvery.toNanos();
    try {
      while (!closed || !queue.isEmpty()) {
        Outgoing outgoing = queue.poll(next - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (outgoing != null) {
          send(outgoing);
        } else if (System.nanoTime() >= next) {
          live.values().forEach(SessionReport::stillConnected);
          next = System.nanoTime() + stillEvery.toNanos();
        }
      }
    } catch (InterruptedException e) {
      // Closed, with nothing more to send.
    }
  }

  private void send(Outgoing outgoing) {
    EventTarget target = outgoing.target();
    try {
      edge.notify(
          target.key(edge.atSign()),
          outgoing.event().packed(),
          target.lifetime(),
          target.lifetime());
    } catch (RuntimeException e) {
      Relay.ALWAYS.log(Level.WARNING, "Cannot tell " + target.atSign() + " of a session", e);
    }
  }

  /** Sends what is left, for a short time. */
  @Override
  public void close() {
    closed = true;
    try {
      if (queue.isEmpty()) {
        sending.interrupt();
      }
      if (!sending.join(LAST_EVENTS)) {
        sending.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
