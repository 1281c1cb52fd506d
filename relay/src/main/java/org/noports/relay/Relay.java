package org.noports.relay;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.noports.atclient.AtClient;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.Json;
import org.noports.protocol.relay.AuthModesHint;
import org.noports.protocol.relay.RelayMessage;
import org.noports.tunnel.pump.Pump;

/**
 * A running relay: subscribed to port requests, serving sessions until closed (sessions.md 3).
 * Threads: one takes notifications, each request has its own, then those of {@link RelaySession}.
 * Thread-safe.
 */
public final class Relay implements AutoCloseable {
  /** For what an operator always sees (cli.md 4): the level that is never switched off. */
  static final Logger ALWAYS = System.getLogger(Relay.class.getName());

  /** Requests read at a time beside those that may become sessions, which are limited already. */
  private static final int REQUESTS_BESIDE_SESSIONS = 256;

  private static final Duration POLL = Duration.ofSeconds(10);
  private static final Duration SUBSCRIBE_LIMIT = Duration.ofSeconds(30);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(15);

  private final RelayEdge edge;
  private final RelayCounters counters = new RelayCounters();
  private final Ledger ledger = new Ledger();
  private final SessionRegistry sessions;
  private final Pump pump;
  private final PortRequests requests;
  private final Refusals refusals;
  private final Semaphore requestPlaces;
  private final Thread taking;
  private volatile boolean closed;

  private Relay(
      RelayConfig config,
      RelayEdge edge,
      FileHandles files,
      SecureRandom random,
      InstantSource clock) {
    this.edge = edge;
    this.sessions = new SessionRegistry(config.limits());
    this.pump = new Pump(config.pumpLimits());
    this.refusals = new Refusals(edge, counters, clock);
    this.requestPlaces = new Semaphore(config.limits().sessions() + REQUESTS_BESIDE_SESSIONS);
    this.requests =
        new PortRequests(
            config, edge, sessions, files, pump, counters, refusals, ledger, random, clock);
    this.taking = Thread.ofVirtual().name("relay requests").unstarted(this::takeRequests);
  }

  /** Subscribes and serves; RelayException when it can't. The client stays the caller's. */
  public static Relay start(RelayConfig config, AtClient client) {
    Relay relay =
        start(config, new AtClientEdge(client), new SecureRandom(), InstantSource.system());
    try {
      client.awaitMonitoring(SUBSCRIBE_LIMIT);
      return relay;
    } catch (InterruptedException e) {
      relay.close();
      Thread.currentThread().interrupt();
      throw new RelayException("the start of the relay was interrupted", e);
    } catch (RuntimeException e) {
      relay.close();
      throw new RelayException(client.atSign() + " gets no notifications: " + e.getMessage(), e);
    }
  }

  static Relay start(RelayConfig config, RelayEdge edge, SecureRandom random, InstantSource clock) {
    return start(config, edge, FileHandles.ofProcess(), random, clock);
  }

  static Relay start(
      RelayConfig config,
      RelayEdge edge,
      FileHandles files,
      SecureRandom random,
      InstantSource clock) {
    Relay relay = new Relay(config, edge, files, random, clock);
    relay.taking.start();
    return relay;
  }

  /** Sessions that live or are being set up. */
  public int sessions() {
    return sessions.size();
  }

  /** Bytes read from one side and not yet written to the other. */
  long bufferBytes() {
    return pump.bufferBytes();
  }

  public RelayStatistics statistics() {
    return counters.snapshot(sessions.size(), ledger.totals());
  }

  /** Each live session, in no order. */
  public List<SessionUsage> usage() {
    return sessions.usage();
  }

  /** Ends the subscription and every session. Idempotent, bounded. */
  @Override
  public void close() {
    closed = true;
    edge.close();
    taking.interrupt();
    sessions.close(CLOSE_LIMIT);
    pump.close();
  }

  private void takeRequests() {
    try {
      while (!closed) {
        RelayEdge.Mail mail = edge.next(POLL);
        RelayMessage kind = mail == null ? null : RelayMessage.of(mail.key());
        if (mail != null && kind == RelayMessage.REQUEST_PORTS) {
          takeRequest(mail);
        } else if (mail != null && kind == RelayMessage.AUTH_MODES) {
          takeHint(mail);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      if (!closed) {
        ALWAYS.log(Level.ERROR, "The relay gets no more requests: " + e.getMessage());
      }
    }
  }

  /** Never waits: one sender's requests, which may hang on its atServer, hold up nobody's. */
  private void takeRequest(RelayEdge.Mail mail) {
    if (requestPlaces.tryAcquire()) {
      Thread.ofVirtual().name("relay request of " + mail.from()).start(() -> serve(mail));
    } else {
      counters.requests.increment();
      refusals.dropped(mail.from());
    }
  }

  /** Losing a hint is harmless, so what is wrong with one is not told (sessions.md 1.5). */
  private void takeHint(RelayEdge.Mail mail) {
    try {
      AuthModesHint hint = AuthModesHint.parse(Json.parseObject(String.valueOf(mail.value())));
      RelaySession session = sessions.session(hint.sessionId());
      if (session == null || !session.plan().hinted(mail.from(), hint)) {
        ALWAYS.log(Level.INFO, "A hint of " + mail.from() + " is for none of its sessions");
      }
    } catch (ProtocolException e) {
      ALWAYS.log(Level.INFO, "A hint of " + mail.from() + " is not valid: " + e.getMessage());
    }
  }

  private void serve(RelayEdge.Mail mail) {
    try {
      requests.serve(mail);
    } finally {
      requestPlaces.release();
    }
  }
}
