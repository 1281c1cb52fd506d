package org.noports.daemon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.session.RelayRendezvous;
import org.noports.protocol.session.ServiceAddress;
import org.noports.protocol.session.SshRequest;
import org.noports.tunnel.TunnelException;
import org.noports.tunnel.rendezvous.EarlyDial;
import org.noports.tunnel.rendezvous.RelayAddress;
import org.noports.tunnel.rendezvous.RelayCredential;
import org.noports.tunnel.rendezvous.SingleSide;
import org.noports.tunnel.rendezvous.SingleSideOptions;
import org.noports.tunnel.rendezvous.StreamKeys;

/**
 * Serves {@code ssh_request} in direct mode (sessions.md 1.6, 4.2, 6.1): one connection to this
 * machine's sshd, and a key that opens it for clients that put an ssh of their own around the
 * user's. Thread-safe.
 */
final class SshRequests {
  /** Until the user's ssh connects, and the client with it; the relay waits no longer. */
  private static final Duration PEER_LIMIT = Duration.ofSeconds(40);

  private static final Logger LOG = System.getLogger(Daemon.class.getName());

  private final Serving serving;
  private final SshSettings settings;
  private final EphemeralKeys keys;

  SshRequests(Serving serving, SshSettings settings, EphemeralKeys keys) {
    this.serving = serving;
    this.settings = settings;
    this.keys = keys;
  }

  void handle(Message message) throws InterruptedException {
    serving.gate().pass(message, SshRequest::from, this::begin);
  }

  private Session begin(Admitted<SshRequest> admitted) throws InterruptedException {
    SshRequest request = admitted.request();
    if (!request.direct()) {
      throw Refusal.notSupported(
          "This daemon does not dial back to clients: use a client that asks for direct mode");
    }
    ServiceAddress sshd =
        serving
            .services()
            .admit(
                ServiceAddress.of("localhost", settings.sshdPort()), admitted.message().access());
    RelayCredential credential = serving.proofs().credential(request);
    RelayAddress relay = serving.resolver().relay(request);
    return new Session(
        admitted, sshd, relay, credential, EarlyDial.unproved(name(admitted), relay, credential));
  }

  private static String name(Admitted<?> admitted) {
    return admitted.session() + " " + admitted.client();
  }

  /** A session whose connection to the relay is on its way. */
  private final class Session implements RequestGate.Beginning {
    private final Admitted<SshRequest> admitted;
    private final ServiceAddress sshd;
    private final RelayAddress relay;
    private final @Nullable RelayCredential credential;
    private final EarlyDial early;

    Session(
        Admitted<SshRequest> admitted,
        ServiceAddress sshd,
        RelayAddress relay,
        @Nullable RelayCredential credential,
        EarlyDial early) {
      this.admitted = admitted;
      this.sshd = sshd;
      this.relay = relay;
      this.credential = credential;
      this.early = early;
    }

    /** The connection is up before the client is told so. */
    @Override
    public void start(@Nullable SigningKeyUri signedBy) {
      AtSign client = admitted.client();
      serving.log().requested(admitted.session(), client, "ssh at " + sshd);
      try (Sessions.Place place = serving.sessions().takePlace(client)) {
        // Not before: it may put a key into a file.
        StreamAgreement agreed =
            StreamAgreement.of(
                admitted.session(),
                admitted.request().rendezvous(),
                admitted.asSigned(),
                ephemeralKey(admitted.request()),
                serving.least(),
                serving.random());
        SingleSide side = connect(agreed.keys());
        place.serve(
            LiveSession.of(
                admitted, signedBy, new SessionRights(admitted.message().access(), sshd), side),
            () -> serving.reply().connected(client, agreed.answer()));
      }
    }

    private SingleSide connect(StreamKeys keys) {
      try {
        return SingleSide.ofDevice(
            new SingleSideOptions(
                name(admitted), relay, credential, keys, PEER_LIMIT, serving.pump()),
            sshd,
            early);
      } catch (TunnelException e) {
        throw Refusal.notStarted(String.valueOf(e.getMessage()), e);
      }
    }

    @Override
    public void close() {
      early.close();
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
