package org.noports.daemon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.session.NptRequest;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.tunnel.ControlLine;
import org.noports.tunnel.TunnelException;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.rendezvous.DeviceSide;
import org.noports.tunnel.rendezvous.DeviceSideOptions;
import org.noports.tunnel.rendezvous.RelayAddress;
import org.noports.tunnel.rendezvous.RelayCredential;
import org.noports.tunnel.rendezvous.ServiceUnreachable;
import org.noports.tunnel.rendezvous.StreamKeys;
import org.noports.tunnel.rendezvous.TargetGate;

/**
 * Serves {@code npt_request} (sessions.md 1.6, 1.7): permit-open, agreement, relay, answer.
 * Thread-safe.
 */
final class NptRequests {
  private static final Logger LOG = System.getLogger(Daemon.class.getName());

  private final RequestGate gate;
  private final ServiceGuard services;
  private final Resolver resolver;
  private final RelayProofs proofs;
  private final Sessions sessions;
  private final Reply reply;
  private final Pump pump;
  private final StreamAgreement.Least least;
  private final SecureRandom random;

  NptRequests(
      RequestGate gate,
      ServiceGuard services,
      Resolver resolver,
      RelayProofs proofs,
      Sessions sessions,
      Reply reply,
      Pump pump,
      StreamAgreement.Least least,
      SecureRandom random) {
    this.gate = gate;
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
    gate.pass(message, NptRequest::from, this::start);
  }

  /** The control connection is up before the client is told so. */
  private void start(Message message, NptRequest request, JsonObject asSigned)
      throws InterruptedException {
    LOG.log(
        Level.INFO,
        () ->
            "Session %s requested by %s for %s"
                .formatted(request.sessionId(), message.from(), request.requested()));
    ServiceAddress target = services.admit(request.requested(), message.access());
    RelayCredential credential = proofs.credential(request);
    StreamAgreement agreed =
        StreamAgreement.of(
            request.sessionId(), request.rendezvous(), asSigned, null, least, random);
    RelayAddress relay = resolver.relay(request);
    try (Sessions.Place place = sessions.takePlace(message.from())) {
      DeviceSide side =
          connect(message.from(), request, relay, credential, agreed.keys(), target, gate(message));
      place.serve(
          request.sessionId(), side, () -> reply.connected(message.from(), agreed.answer()));
    }
  }

  private DeviceSide connect(
      AtSign client,
      NptRequest request,
      RelayAddress relay,
      @Nullable RelayCredential credential,
      StreamKeys keys,
      ServiceAddress target,
      TargetGate gate) {
    try {
      return DeviceSide.open(
          new DeviceSideOptions(
              request.sessionId() + " " + client,
              relay,
              credential,
              keys,
              target,
              gate,
              request.timeout(),
              pump));
    } catch (TunnelException e) {
      throw Refusal.notStarted(String.valueOf(e.getMessage()), e);
    }
  }

  /** Further services are admitted as a session's own is, by the same rights. */
  private TargetGate gate(Message message) {
    return wanted -> {
      try {
        return services.admit(wanted, message.access());
      } catch (Refusal refusal) {
        LOG.log(Level.INFO, () -> "%s : %s".formatted(message.from(), refusal.getMessage()));
        throw new ServiceUnreachable(ControlLine.Failed.Reason.DENIED);
      }
    };
  }
}
