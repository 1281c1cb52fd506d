package org.noports.daemon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.session.NptRequest;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.session.SessionAnswer;
import org.noports.protocol.session.Transport;
import org.noports.protocol.tunnel.ControlLine;
import org.noports.tunnel.TunnelException;
import org.noports.tunnel.datagrams.DatagramLimits;
import org.noports.tunnel.rendezvous.DeviceSide;
import org.noports.tunnel.rendezvous.DeviceSideOptions;
import org.noports.tunnel.rendezvous.EarlyDial;
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
    serving.gate().pass(message, NptRequest::from, this::begin);
  }

  private Session begin(Admitted<NptRequest> admitted) throws InterruptedException {
    NptRequest request = admitted.request();
    ServiceAddress target =
        serving.services().admit(request.requested(), admitted.message().access());
    RelayCredential credential = serving.proofs().credential(request);
    RelayAddress relay = serving.resolver().relay(request);
    EarlyDial early = EarlyDial.unproved(name(admitted), relay, credential);
    boolean begun = false;
    try {
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
      SessionRights rights = new SessionRights(admitted.message().access(), request.requested());
      DeviceSideOptions options =
          new DeviceSideOptions(
              name(admitted),
              relay,
              credential,
              agreed.keys(),
              target,
              gate(admitted, target, rights),
              request.timeout(),
              serving.pump(),
              DatagramLimits.DEFAULT,
              serving.flowPlaces(),
              request.rendezvous().takesEarlyAnswer());
      begun = true;
      return new Session(admitted, rights, agreed.answer(), options, early);
    } finally {
      if (!begun) {
        early.close();
      }
    }
  }

  private static void await(FutureTask<?> told) {
    try {
      told.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a client was told of its session", e);
    }
  }

  private static String name(Admitted<?> admitted) {
    return admitted.session() + " " + admitted.client();
  }

  /** A session whose connection to the relay is on its way. */
  private final class Session implements RequestGate.Beginning {
    private final Admitted<NptRequest> admitted;
    private final SessionRights rights;
    private final SessionAnswer answer;
    private final DeviceSideOptions options;
    private final EarlyDial early;

    Session(
        Admitted<NptRequest> admitted,
        SessionRights rights,
        SessionAnswer answer,
        DeviceSideOptions options,
        EarlyDial early) {
      this.admitted = admitted;
      this.rights = rights;
      this.answer = answer;
      this.options = options;
      this.early = early;
    }

    /**
     * The control connection is up before the client is told so, unless the client has said that it
     * waits for it itself.
     */
    @Override
    public void start(@Nullable SigningKeyUri signedBy) {
      AtSign client = admitted.client();
      serving.log().requested(admitted.session(), client, admitted.request().requested().text());
      try (Sessions.Place place = serving.sessions().takePlace(client)) {
        if (options.greetsWithProof()) {
          answerEarly(place, signedBy);
        } else {
          place.serve(
              LiveSession.of(admitted, signedBy, rights, connect()),
              () -> serving.reply().connected(client, answer));
        }
      }
    }

    /** What goes wrong after the answer is told behind it (docs/extensions/early-answers.md). */
    private void answerEarly(Sessions.Place place, @Nullable SigningKeyUri signedBy) {
      FutureTask<@Nullable Void> told =
          new FutureTask<>(() -> serving.reply().connected(admitted.client(), answer), null);
      Thread.ofVirtual().name(name(admitted) + " answer").start(told);
      try {
        DeviceSide side = connect();
        place.serve(LiveSession.of(admitted, signedBy, rights, side), () -> await(told));
      } catch (Refusal refusal) {
        await(told);
        throw refusal;
      }
    }

    private DeviceSide connect() {
      try {
        return DeviceSide.open(options, early);
      } catch (TunnelException e) {
        throw Refusal.notStarted(String.valueOf(e.getMessage()), e);
      }
    }

    @Override
    public void close() {
      early.close();
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
