package org.noports.daemon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.session.RelayRendezvous;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.session.SshRequest;
import org.noports.tunnel.TunnelException;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.rendezvous.RelayAddress;
import org.noports.tunnel.rendezvous.RelayCredential;
import org.noports.tunnel.rendezvous.SingleSide;
import org.noports.tunnel.rendezvous.SingleSideOptions;

/**
 * Serves {@code ssh_request} in direct mode (sessions.md 1.6, 4.2, 6.1): one connection to this
 * machine's sshd, and a key that opens it for clients that put an ssh of their own around the
 * user's. Thread-safe.
 */
final class SshRequests {
  /** Until the user's ssh connects, and the client with it; the relay waits no longer. */
  private static final Duration PEER_LIMIT = Duration.ofSeconds(40);

  private static final Logger LOG = System.getLogger(Daemon.class.getName());

  private final RequestGate gate;
  private final SshSettings settings;
  private final EphemeralKeys keys;
  private final ServiceGuard services;
  private final Resolver resolver;
  private final RelayProofs proofs;
  private final Sessions sessions;
  private final Reply reply;
  private final Pump pump;
  private final StreamAgreement.Least least;
  private final SecureRandom random;

  SshRequests(
      RequestGate gate,
      SshSettings settings,
      EphemeralKeys keys,
      ServiceGuard services,
      Resolver resolver,
      RelayProofs proofs,
      Sessions sessions,
      Reply reply,
      Pump pump,
      StreamAgreement.Least least,
      SecureRandom random) {
    this.gate = gate;
    this.settings = settings;
    this.keys = keys;
    this.services = services;
    this.resolver = resolver;
    this.proofs = proofs;
    this.sessions = sessions;
    this.reply = reply;
    this.pump = pump;
    this.least = least;
    this.random = random;
  }

  void handle(Message message) throws InterruptedException {
    gate.pass(message, SshRequest::from, this::start);
  }

  /** The connection is up before the client is told so. */
  private void start(Message message, SshRequest request, JsonObject asSigned)
      throws InterruptedException {
    LOG.log(
        Level.INFO,
        () -> "ssh session %s requested by %s".formatted(request.sessionId(), message.from()));
    if (!request.direct()) {
      throw Refusal.notSupported(
          "This daemon does not dial back to clients: use a client that asks for direct mode");
    }
    ServiceAddress sshd =
        services.admit(ServiceAddress.of("localhost", settings.sshdPort()), message.access());
    RelayCredential credential = proofs.credential(request);
    RelayAddress relay = resolver.relay(request);
    try (Sessions.Place place = sessions.takePlace(message.from())) {
      StreamAgreement agreed =
          StreamAgreement.of(
              request.sessionId(),
              request.rendezvous(),
              asSigned,
              ephemeralKey(request),
              least,
              random);
      SingleSide side =
          connect(
              new SingleSideOptions(
                  request.sessionId() + " " + message.from(),
                  relay,
                  credential,
                  agreed.keys(),
                  PEER_LIMIT,
                  pump),
              sshd);
      place.serve(
          request.sessionId(), side, () -> reply.connected(message.from(), agreed.answer()));
    }
  }

  private static SingleSide connect(SingleSideOptions options, ServiceAddress sshd) {
    try {
      return SingleSide.ofDevice(options, sshd);
    } catch (TunnelException e) {
      throw Refusal.notStarted(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * A key that opens sshd only for clients that may use it: those without encryption, and early
   * ones, which always do. Later ones want to see some key, and ours none (sessions.md 1.7, 6.1).
   */
  private @Nullable String ephemeralKey(SshRequest request) {
    RelayRendezvous rendezvous = request.rendezvous();
    if (!rendezvous.encryptRvdTraffic()) {
      return keys.issue(request.sessionId());
    }
    if (!rendezvous.streamCiphers().isEmpty()) {
      return null;
    }
    if (rendezvous.twinKeys()) {
      return keys.powerless(request.sessionId());
    }
    try {
      return keys.issue(request.sessionId());
    } catch (Refusal e) {
      LOG.log(Level.WARNING, "An ssh session goes on without an ephemeral key", e);
      return keys.powerless(request.sessionId());
    }
  }
}
