package org.noports.client;

import java.security.SecureRandom;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.envelope.SignedEnvelope;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.session.PingAnswer;
import org.noports.tunnel.TunnelException;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.rendezvous.CipherWarmUp;
import org.noports.tunnel.rendezvous.ClientSide;
import org.noports.tunnel.rendezvous.ClientSideOptions;
import org.noports.tunnel.rendezvous.StreamKeys;

/**
 * One session from the first message to the open tunnel: {@link #open} reads as the sequence does
 * (sessions.md 1). Each step has its own deadline and its own failure. For one thread and one use.
 */
final class SessionSequence {
  private final NptOptions options;
  private final SessionEdge edge;
  private final Progress progress;
  private final SecureRandom random;
  private final SessionContext session;

  SessionSequence(
      NptOptions options,
      SessionEdge edge,
      Deadlines deadlines,
      Progress progress,
      SecureRandom random) {
    this.options = options;
    this.edge = edge;
    this.progress = progress;
    this.random = random;
    this.session = SessionContext.of(options, edge, deadlines, random);
  }

  /**
   * @param local bound already, so that a busy port is known before anybody is bothered; null when
   *     the session is for something else than a port
   */
  LiveSession open(@Nullable LocalPort local, Pump pump) throws InterruptedException {
    try (Background background = new Background("session " + session.sessionId());
        FeatureCheck featureCheck = FeatureCheck.listen(session);
        RelayRequest relayRequest = RelayRequest.listen(session);
        SessionRequest sessionRequest = SessionRequest.listen(session)) {
      KeyMaking keyMaking = KeyMaking.begin(options, background, random);
      Future<@Nullable SigningKeyUri> signingKey =
          background.start(() -> RelayProof.publish(session));
      edge.awaitMonitoring(session.deadlines().monitor());

      progress.reached(Step.FEATURE_CHECK_SENT);
      progress.reached(Step.RELAY_ASKED);
      background.both(featureCheck::send, relayRequest::send);
      Future<PingAnswer> pinged = background.start(featureCheck::awaitAnswer);
      Future<SecretExchange> keyPair =
          background.start(() -> keyMaking.pairFor(Background.result(pinged)));
      Future<RsaPublicKey> daemonKey = background.start(() -> edge.publicKeyOf(options.daemon()));

      RelayPorts ports = relayRequest.awaitAnswer();
      progress.reached(Step.RELAY_ANSWERED);

      progress.reached(Step.FEATURE_CHECK_AWAITED);
      PingAnswer daemon = Background.result(pinged);
      progress.reached(Step.FEATURE_CHECK_ANSWERED);
      Terms terms = Terms.agree(options, daemon);
      RelayProof proof = RelayProof.agree(options, daemon, ports, Background.result(signingKey));
      progress.reached(Step.FEATURES_SUPPORTED);

      relayRequest.tellAuthModes(ports, proof);
      SecretExchange exchange = Background.result(keyPair);
      progress.reached(Step.SESSION_REQUESTED);
      sessionRequest.send(ports, proof, terms, exchange);
      progress.reached(Step.SESSION_ANSWER_AWAITED);
      if (terms.aead()) {
        CipherWarmUp.begin();
      }
      SignedEnvelope answer = sessionRequest.awaitAnswer();
      progress.reached(Step.SESSION_ANSWERED);
      StreamKeys keys = sessionRequest.keys(answer, Background.result(daemonKey), terms, exchange);

      if (local != null) {
        progress.reached(Step.LOCAL_PORT_CHOSEN, localPortText(local));
      }
      progress.reached(Step.RELAY_DIALLED);
      ClientSide side = connect(ports, proof, terms, keys, pump);
      if (local != null) {
        progress.reached(Step.LISTENING, listeningText(local));
      }
      return new LiveSession(
          session.sessionId(),
          side,
          terms.openTargets() && keys instanceof StreamKeys.Authenticated);
    }
  }

  private ClientSide connect(
      RelayPorts ports, RelayProof proof, Terms terms, StreamKeys keys, Pump pump) {
    try {
      return ClientSide.open(
          new ClientSideOptions(
              session.sessionId() + " " + options.daemon(),
              ports.sideA(),
              proof.credential(session, ports, random),
              keys,
              options.timeout(),
              terms.heartbeats() ? options.heartbeat() : null,
              random,
              pump));
    } catch (TunnelException e) {
      throw new ClientException.RelayUnreachable(options.relay(), e);
    }
  }

  private String localPortText(LocalPort local) {
    return options.local().port() == 0
        ? Step.LOCAL_PORT_CHOSEN.text()
        : "Will use local port " + local.port();
  }

  private static String listeningText(LocalPort local) {
    return "%s on %s:%d".formatted(Step.LISTENING.text(), local.host(), local.port());
  }
}
