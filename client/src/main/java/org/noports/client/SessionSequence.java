package org.noports.client;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.noports.tunnel.TunnelException;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.rendezvous.ClientSide;
import org.noports.tunnel.rendezvous.ClientSideOptions;
import org.noports.tunnel.rendezvous.EarlyDial;
import org.noports.tunnel.rendezvous.RelayCredential;
import org.noports.tunnel.rendezvous.StreamKeys;

/**
 * One session from the first message to the open tunnel: {@link #open} reads as the sequence does
 * (sessions.md 1). Each step has its own deadline and its own failure. For one thread and one use.
 */
final class SessionSequence {
  private final NptOptions options;
  private final Progress progress;
  private final SecureRandom random;
  private final SessionContext session;

  private SessionSequence(
      NptOptions options,
      SessionEdge edge,
      Deadlines deadlines,
      Progress progress,
      SecureRandom random) {
    this.options = options;
    this.progress = progress;
    this.random = random;
    this.session = SessionContext.of(options, RelaySides.BOTH, edge, deadlines, random);
  }

  /**
   * Opens a session through the best of the relays that gives one.
   *
   * @param local bound already, so that a busy port is known before anybody is bothered; null when
   *     the session is for something else than a port
   */
  static LiveSession open(
      NptOptions options,
      SessionEdge edge,
      Deadlines deadlines,
      Progress progress,
      SecureRandom random,
      @Nullable LocalPort<?> local,
      Pump pump)
      throws InterruptedException {
    return RelayChoice.open(
        options,
        edge,
        deadlines,
        progress,
        chosen -> new SessionSequence(chosen, edge, deadlines, progress, random).open(local, pump));
  }

  private LiveSession open(@Nullable LocalPort<?> local, Pump pump) throws InterruptedException {
    try (Opening opening = new Opening(session, progress, random)) {
      opening.awaitMonitoring();
      opening.askDaemon();
      opening.askRelay();
      Opening.Agreement agreed = opening.agree(Terms.required(options));
      RelayCredential credential = agreed.proof().credential(session, agreed.ports(), random);
      try (EarlyDial early = EarlyDial.begin(name(), agreed.ports().sideA(), credential)) {
        Opening.Granted granted = opening.request(agreed, SessionRequest::send);

        if (local != null) {
          progress.reached(Step.LOCAL_PORT_CHOSEN, localPortText(local));
        }
        progress.reached(Step.RELAY_DIALLED);
        AtomicReference<ClientException.@Nullable DaemonRefused> refusal =
            opening.hearRefusal(agreed, early);
        ClientSide side;
        try {
          side = connect(agreed, credential, granted.keys(), pump, early);
        } catch (TunnelException e) {
          ClientException.DaemonRefused refused = refusal.get();
          throw refused != null
              ? refused
              : new ClientException.RelayUnreachable(options.relay(), e);
        }
        if (local != null) {
          progress.reached(Step.LISTENING, listeningText(local));
        }
        return new LiveSession(
            session.sessionId(), options.service(), side, agreed.terms().opens(granted.keys()));
      }
    }
  }

  private String name() {
    return session.sessionId() + " " + options.daemon();
  }

  private ClientSide connect(
      Opening.Agreement agreed,
      @Nullable RelayCredential credential,
      StreamKeys keys,
      Pump pump,
      EarlyDial early) {
    return ClientSide.open(
        new ClientSideOptions(
            name(),
            agreed.ports().sideA(),
            credential,
            keys,
            options.timeout(),
            agreed.terms().heartbeats() ? options.heartbeat() : null,
            options.notice(),
            agreed.terms().prepared(options),
            random,
            pump),
        early);
  }

  private String localPortText(LocalPort<?> local) {
    return options.local().port() == 0
        ? Step.LOCAL_PORT_CHOSEN.text()
        : "Will use local port " + local.port();
  }

  private String listeningText(LocalPort<?> local) {
    return Step.LISTENING.text()
        + " on "
        + local.host()
        + ":"
        + local.port()
        + options.service().transport().suffix();
  }
}
