package org.noports.daemon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.session.NptRequest;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.session.Transport;
import org.noports.protocol.tunnel.ControlLine;
import org.noports.tunnel.TunnelException;
import org.noports.tunnel.datagrams.DatagramLimits;
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

  private final Serving serving;

  NptRequests(Serving serving) {
    this.serving = serving;
  }

  void handle(Message message) throws InterruptedException {
    serving.gate().pass(message, NptRequest::from, this::start);
  }

  /** The control connection is up before the client is told so. */
  private void start(Admitted<NptRequest> admitted) throws InterruptedException {
    NptRequest request = admitted.request();
    AtSign client = admitted.client();
    serving.log().requested(admitted.session(), client, request.requested().text());
    ServiceAddress target =
        serving.services().admit(request.requested(), admitted.message().access());
    RelayCredential credential = serving.proofs().credential(request);
    StreamAgreement agreed =
        StreamAgreement.of(
            admitted.session(),
            request.rendezvous(),
            admitted.asSigned(),
            null,
            serving.least(),
            serving.random());
    if (target.transport() == Transport.UDP
        && !(agreed.keys() instanceof StreamKeys.Authenticated)) {
      throw Refusal.notSupported("This daemon forwards UDP in authenticated streams only");
    }
    RelayAddress relay = serving.resolver().relay(request);
    SessionRights rights = new SessionRights(admitted.message().access(), request.requested());
    try (Sessions.Place place = serving.sessions().takePlace(client)) {
      DeviceSide side =
          connect(
              client,
              request,
              relay,
              credential,
              agreed.keys(),
              target,
              gate(admitted, target, rights));
      place.serve(
          LiveSession.of(admitted, rights, side),
          () -> serving.reply().connected(client, agreed.answer()));
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
              serving.pump(),
              DatagramLimits.DEFAULT,
              serving.flowPlaces()));
    } catch (TunnelException e) {
      throw Refusal.notStarted(String.valueOf(e.getMessage()), e);
    }
  }

  /** Further services are admitted as a session's own is, by the same rights. */
  private TargetGate gate(Admitted<NptRequest> admitted, ServiceAddress own, SessionRights rights) {
    return wanted -> {
      if (wanted.equals(admitted.request().requested())) {
        return own;
      }
      try {
        ServiceAddress target = serving.services().admit(wanted, rights.granted());
        rights.reaches(wanted);
        return target;
      } catch (Refusal refusal) {
        LOG.log(Level.INFO, () -> "%s : %s".formatted(admitted.client(), refusal.getMessage()));
        throw new ServiceUnreachable(ControlLine.Failed.Reason.DENIED);
      }
    };
  }
}
