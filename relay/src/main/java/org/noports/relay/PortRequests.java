package org.noports.relay;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.Json;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.relay.Nonce;
import org.noports.protocol.relay.PortAnswer;
import org.noports.protocol.relay.PortRequest;
import org.noports.protocol.relay.RelayMessage;
import org.noports.protocol.session.MessageName;
import org.noports.tunnel.pairing.Side;

/**
 * Serves port requests (sessions.md 1.4): checks, reserves, answers. What it refuses gets no
 * answer, except where a client understands one. Thread-safe; each request runs on a thread of its
 * own.
 */
final class PortRequests {
  /** Older requests come from a catch-up, and their clients have given up (sessions.md 8.2). */
  private static final Duration FRESH = Duration.ofSeconds(60);

  private static final Duration ANSWER_EXPIRY = Duration.ofSeconds(60);
  private static final Duration ANSWER_TTL = Duration.ofSeconds(10);
  private static final Duration MUTEX_TTL = Duration.ofSeconds(30);

  private final RelayConfig config;
  private final RelayEdge edge;
  private final @Nullable SinglePort singlePort;
  private final SessionPlans plans;
  private final SessionRegistry sessions;
  private final FileHandles files;
  private final Premises premises;
  private final RelayCounters counters;
  private final Refusals refusals;
  private final SecureRandom random;
  private final InstantSource clock;
  private final RequestRate rate;

  PortRequests(
      RelayConfig config,
      RelayEdge edge,
      @Nullable SinglePort singlePort,
      SessionRegistry sessions,
      FileHandles files,
      Premises premises,
      Refusals refusals,
      SecureRandom random,
      InstantSource clock) {
    this.config = config;
    this.edge = edge;
    this.singlePort = singlePort;
    this.plans = new SessionPlans(edge, new SigningKeys(edge, clock), config, random, clock);
    this.sessions = sessions;
    this.files = files;
    this.premises = premises;
    this.counters = premises.counters();
    this.refusals = refusals;
    this.random = random;
    this.clock = clock;
    this.rate = new RequestRate(clock);
  }

  /** Serves one request; never throws. */
  void serve(RelayEdge.Mail mail) {
    counters.requests.increment();
    PortRequest request = null;
    boolean tooOften = !rate.permits(mail.from(), sessions.rules().limits().requestsPerSecond());
    try {
      request = parse(mail);
      checkRate(tooOften, mail.from());
      checkAge(mail);
      serve(request, mail);
    } catch (Refused e) {
      refusals.refused(mail.from(), request, e);
    } catch (RuntimeException e) {
      refusals.failed(mail.from(), e);
    }
  }

  private PortRequest parse(RelayEdge.Mail mail) {
    String value = mail.value();
    if (value == null) {
      throw new Refused(RefusalReason.MALFORMED, "the request is empty");
    }
    try {
      if (isOfVersion4(mail)) {
        return PortRequest.ofVersion4(
            SessionId.of(value.strip()), mail.from(), Nonce.random(random));
      }
      return PortRequest.parse(Json.parseObject(value));
    } catch (ProtocolException e) {
      throw new Refused(RefusalReason.MALFORMED, "the request is not valid: " + e.getMessage());
    }
  }

  private static boolean isOfVersion4(RelayEdge.Mail mail) {
    return RelayMessage.of(mail.key()) == RelayMessage.REQUEST_PORTS_OF_V4;
  }

  private void checkRate(boolean tooOften, AtSign from) {
    if (tooOften) {
      int rate = sessions.rules().limits().requestsPerSecond();
      throw new Refused(
          RefusalReason.TOO_OFTEN,
          "%s asks more often than %d times a second".formatted(from, rate),
          "This relay takes no more than %d requests a second of one atSign".formatted(rate));
    }
  }

  /** Whoever hears of it has asked just now, so that one of the clocks is wrong. */
  private void checkAge(RelayEdge.Mail mail) {
    Duration age = Duration.between(mail.at(), clock.instant());
    if (age.compareTo(FRESH) > 0) {
      throw new Refused(
          RefusalReason.STALE,
          "the request is older than " + FRESH.toSeconds() + " s",
          "The request is %d s old by this relay's clock; if it is not, that clock is wrong"
              .formatted(age.toSeconds()));
    }
  }

  private void serve(PortRequest request, RelayEdge.Mail mail) {
    AtSign from = mail.from();
    check(request, from);
    requireFileHandles();
    sessions.reserve(request.sessionId(), request.atSignA());
    Relay.ALWAYS.log(Level.ERROR, "New session request from " + from);
    boolean serving = false;
    try {
      serving = open(request, !isOfVersion4(mail));
    } finally {
      if (!serving) {
        sessions.release(request.sessionId());
      }
    }
  }

  private void check(PortRequest request, AtSign from) {
    if (!request.atSignA().equals(from)) {
      throw new Refused(RefusalReason.WRONG_SENDER, "it asks in the name of another atSign");
    }
    if (!sessions.rules().managers().isEmpty() && !sessions.rules().managers().contains(from)) {
      throw new Refused(
          RefusalReason.NOT_MANAGER,
          "only the manager may use this relay",
          "Only the managers of this relay may use it, and %s is none of them".formatted(from));
    }
    if (request.only443()) {
      checkSinglePort(request);
    }
    if (request.relayAuthMode() == AuthMode.ESCR && !request.offersEscr()) {
      throw new Refused(
          RefusalReason.NO_CHALLENGE_KEY,
          "it asks for relay authentication by escr but has no key for it",
          "Client requested relay auth mode escr without relayAuthAesKey");
    }
  }

  /** There a side is known by its answer to a challenge, and by nothing else. */
  private void checkSinglePort(PortRequest request) {
    if (singlePort == null) {
      throw new Refused(
          RefusalReason.NO_SINGLE_PORT,
          "it asks for port 443",
          "Client requested port 443 but this relay is not bound to port 443");
    }
    if (request.relayAuthMode() != AuthMode.ESCR) {
      throw new Refused(
          RefusalReason.UNFIT_FOR_SINGLE_PORT,
          "it asks for port 443 with relay authentication by payload",
          "Client requested port 443 with relay auth mode payload, but port 443 needs escr");
    }
    if (!request.authenticateSocketA() || !request.authenticateSocketB()) {
      throw new Refused(
          RefusalReason.UNFIT_FOR_SINGLE_PORT,
          "it asks for port 443 with a side that does not authenticate",
          "Client requested port 443, where both sides must authenticate, but wants that of only"
              + " one or none");
    }
  }

  private void requireFileHandles() {
    if (!files.haveRoom()) {
      throw new Refused(
          RefusalReason.NO_FILE_HANDLES,
          "of the process's %d file handles %d are open; raise its limit (ulimit -n)"
              .formatted(files.limit(), files.open()),
          "This relay has no room left");
    }
  }

  /** True when a session is serving; it then gives up its place by itself. */
  private boolean open(PortRequest request, boolean knowsNonces) {
    // Look-ups may take long, and what hangs in them must hold no port.
    SessionPlan plan = plans.plan(request);
    PortPair ports = request.only443() ? null : openPorts();
    boolean serving = false;
    try {
      if (!request.multipleAcksOk() && !takeMutex(request)) {
        counters.sessionsLeftToOthers.increment();
        return false;
      }
      RelaySession started =
          new RelaySession(
              plan,
              ports,
              sessions.rules().limits(),
              premises,
              session -> sessions.ended(request.sessionId(), session));
      serving = sessions.started(request.sessionId(), started);
      if (serving) {
        started.start();
        answer(request, answer(request, ports, knowsNonces ? plan.rvdNonce() : null), started);
        plans.preFetch(request);
      }
      return serving;
    } finally {
      if (!serving && ports != null) {
        close(ports);
      }
    }
  }

  private PortPair openPorts() {
    while (true) {
      try {
        return PortPair.open(config.bindHost(), config.ports(), random);
      } catch (IOException e) {
        if (!sessions.giveUpOne()) {
          throw new Refused(
              RefusalReason.NO_PORTS,
              "no ports can be opened: " + e.getMessage(),
              "This relay has no ports left");
        }
      }
    }
  }

  /**
   * With several relay processes on one atSign only one may answer (sessions.md 1.4). Any failure
   * but "another has it" is no reason not to serve.
   */
  private boolean takeMutex(PortRequest request) {
    try {
      return edge.putImmutable(
          MessageName.relayMutex(request.sessionId(), edge.atSign()), "lock", MUTEX_TTL);
    } catch (AtClientException e) {
      Relay.ALWAYS.log(
          Level.WARNING, "No mutex for session " + request.sessionId() + ", serving it anyway", e);
      return true;
    }
  }

  private PortAnswer answer(
      PortRequest request, @Nullable PortPair ports, @Nullable Nonce rvdNonce) {
    int single = singlePort == null ? 0 : singlePort.advertisedPort();
    return new PortAnswer(
        config.advertisedHost(),
        ports == null ? single : ports.port(Side.A),
        ports == null ? single : ports.port(Side.B),
        rvdNonce,
        true,
        ports != null && plans.detects(),
        request.offersEscr());
  }

  private void answer(PortRequest request, PortAnswer answer, RelaySession session) {
    Relay.ALWAYS.log(
        Level.ERROR,
        "Starting session %s for %s to %s using ports (%d, %d)"
            .formatted(
                request.sessionId(),
                request.atSignA(),
                request.atSignB(),
                answer.portA(),
                answer.portB()));
    Relay.ALWAYS.log(
        Level.ERROR,
        "Sending response data for requested session %s : [%s,%d,%d,%s]"
            .formatted(
                request.sessionId(),
                answer.host(),
                answer.portA(),
                answer.portB(),
                answer.rvdNonce()));
    boolean sent = false;
    try {
      edge.notify(
          MessageName.portAnswer(request.atSignA(), request.sessionId(), edge.atSign()),
          request.sendJsonResponse() ? answer.toJson().canonical() : answer.toCsv(),
          ANSWER_EXPIRY,
          ANSWER_TTL);
      sent = true;
    } finally {
      if (!sent) {
        session.close();
      }
    }
  }

  private static void close(PortPair ports) {
    try {
      ports.close();
    } catch (IOException e) {
      Relay.ALWAYS.log(Level.WARNING, "Cannot close a port", e);
    }
  }
}
