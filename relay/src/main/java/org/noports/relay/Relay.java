package org.noports.relay;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClient;
import org.noports.atclient.SigningKeyWatch;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.json.Json;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.relay.AuthModesHint;
import org.noports.protocol.relay.Discovery;
import org.noports.protocol.relay.RelayMessage;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.pump.WaitingRoom;

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
  private final EventReports reports;
  private final Ledger ledger;
  private final Premises premises;
  private final Discoveries discoveries;
  private final RelayConfig config;
  private final FileHandles files;
  private final SessionRegistry sessions;
  private final @Nullable SinglePort singlePort;
  private final PortRequests requests;
  private final Refusals refusals;
  private final SigningKeyWatch signingKeyWatch;
  private final Semaphore requestPlaces;
  private final Thread taking;
  private volatile boolean closed;

  private Relay(
      RelayConfig config,
      RelayEdge edge,
      FileHandles files,
      SecureRandom random,
      InstantSource clock) {
    this.config = config;
    this.edge = edge;
    this.files = files;
    this.reports = new EventReports(edge, clock, EventReports.STILL_CONNECTED_EVERY);
    this.ledger = new Ledger(reports, clock);
    this.sessions =
        new SessionRegistry(new SessionRegistry.Rules(config.managers(), config.limits()));
    SinglePortConfig single = config.singlePort();
    this.singlePort =
        single == null
            ? null
            : SinglePort.open(
                single, config.bindHost(), sessions, config.limits(), counters, random);
    this.discoveries =
        new Discoveries(
            edge,
            new Discovery(
                config.advertisedHost(), singlePort == null ? null : singlePort.advertisedPort()),
            counters,
            clock);
    Pump pump = new Pump(config.pumpLimits());
    this.premises =
        new Premises(
            pump,
            new WaitingRoom(pump, () -> sessions.rules().limits().waitingMemory()),
            new Crowd<>(this::mostStrangers, this::mostStrangers),
            counters,
            ledger);
    this.refusals = new Refusals(edge, counters, clock);
    this.requestPlaces = new Semaphore(config.limits().sessions() + REQUESTS_BESIDE_SESSIONS);
    this.requests =
        new PortRequests(
            config, edge, singlePort, sessions, files, premises, refusals, random, clock);
    this.signingKeyWatch =
        new SigningKeyWatch(
            "relay",
            config.signingKeyCheck(),
            edge::publicRecord,
            sessions::signingKeys,
            this::endSignedBy);
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
    relay.signingKeyWatch.start();
    return relay;
  }

  /** Sessions that live or are being set up. */
  public int sessions() {
    return sessions.size();
  }

  /** Bytes read from one side and not yet written to the other. */
  public long bufferBytes() {
    return premises.pump().bufferBytes();
  }

  /** Bytes kept of connections that wait for their partners. */
  public long waitingBytes() {
    return premises.waitingRoom().kept();
  }

  /** Connections that have not yet proved themselves, in all sessions and at the single port. */
  public int unproved() {
    return premises.crowd().size() + (singlePort == null ? 0 : singlePort.strangers());
  }

  private int mostStrangers() {
    return sessions.rules().limits().unauthenticated();
  }

  public RelayStatistics statistics() {
    return counters.snapshot(sessions.size(), ledger.totals());
  }

  /** Each live session, in no order. */
  public List<SessionUsage> usage() {
    return sessions.usage();
  }

  /** Takes over who may use the relay and its limits, for sessions from now on. */
  public void change(Set<AtSign> managers, RelayLimits limits) {
    if (config.authDetectWindow().compareTo(limits.authenticationTime()) >= 0) {
      throw new IllegalArgumentException(
          "the time for authentication is not longer than the window to detect its mode");
    }
    sessions.change(new SessionRegistry.Rules(Set.copyOf(managers), limits));
  }

  /**
   * Refuses new sessions and lets those that live go on until they end or the limit is over; then
   * nothing is left to do but {@link #close}. True when no session is left.
   */
  public boolean drain(Duration limit) throws InterruptedException {
    sessions.drain();
    return sessions.awaitEmpty(limit);
  }

  /** Whether new sessions are refused because the relay is about to stop. */
  public boolean isDraining() {
    return sessions.isDraining();
  }

  /** Whether requests are being taken; a relay that lost its way to them does not come back. */
  public boolean isServing() {
    return !closed && taking.isAlive();
  }

  /** The process's open file handles, and how many it may have. */
  public long filesOpen() {
    return files.open();
  }

  public long filesLimit() {
    return files.limit();
  }

  /** Ends the subscription and every session. Idempotent, bounded. */
  @Override
  public void close() {
    closed = true;
    edge.close();
    taking.interrupt();
    signingKeyWatch.close();
    if (singlePort != null) {
      singlePort.close();
    }
    sessions.close(CLOSE_LIMIT);
    refusals.close();
    reports.close();
    premises.pump().close();
  }

  /** The sides of these sessions came in by a key that was withdrawn (sessions.md 3.8). */
  private void endSignedBy(SigningKeyUri withdrawn) {
    counters.signingKeysWithdrawn.increment();
    sessions.live().stream()
        .filter(session -> session.plan().signingKeys().contains(withdrawn))
        .forEach(session -> session.end("the signing key " + withdrawn + " was withdrawn"));
  }

  private void takeRequests() {
    try {
      while (!closed) {
        RelayEdge.Mail mail = edge.next(POLL);
        RelayMessage kind = mail == null ? null : RelayMessage.of(mail.key());
        if (mail != null && kind != null) {
          take(kind, mail);
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

  private void take(RelayMessage kind, RelayEdge.Mail mail) {
    switch (kind) {
      case REQUEST_PORTS -> takeRequest(mail);
      case REQUEST_PORTS_OF_V4 -> takeRequestOfVersion4(mail);
      case AUTH_MODES -> takeHint(mail);
      case LOGGING -> reports.take(mail, sessions);
      case DISCOVER -> takeQuestion(mail);
    }
  }

  private void takeQuestion(RelayEdge.Mail mail) {
    if (requestPlaces.tryAcquire()) {
      Thread.ofVirtual()
          .name("relay question of " + mail.from())
          .start(() -> {
            try {
              discoveries.serve(mail);
            } finally {
              requestPlaces.release();
            }
          });
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

  private void takeRequestOfVersion4(RelayEdge.Mail mail) {
    if (config.version4Clients()) {
      takeRequest(mail);
    } else {
      ALWAYS.log(
          Level.INFO, "A request of " + mail.from() + " is of a client too old for this relay");
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
