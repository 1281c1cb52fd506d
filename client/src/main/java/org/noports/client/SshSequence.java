package org.noports.client;

import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.NotifyOptions;
import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.envelope.SignedEnvelope;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.session.Feature;
import org.noports.protocol.session.MessageName;
import org.noports.protocol.session.PingAnswer;
import org.noports.protocol.ssh.SshPublicKey;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.rendezvous.SingleSideOptions;
import org.noports.tunnel.rendezvous.StreamKeys;

/**
 * One ssh session from the first message to the open local port: {@link #open} reads as the
 * sequence does (sessions.md 1, 6.1 direct). It takes the steps of {@link SessionSequence}; what is
 * different are the request, the one connection, and who logs in. For one thread and one use.
 */
final class SshSequence {
  private final SshnpOptions wanted;
  private final NptOptions options;
  private final SessionEdge edge;
  private final Progress progress;
  private final SecureRandom random;
  private final SessionContext session;

  SshSequence(
      SshnpOptions wanted,
      SessionEdge edge,
      Deadlines deadlines,
      Progress progress,
      SecureRandom random) {
    this.wanted = wanted;
    this.options = wanted.session();
    this.edge = edge;
    this.progress = progress;
    this.random = random;
    this.session = SessionContext.of(options, wanted.sides(), edge, deadlines, random);
  }

  /**
   * @param local bound already; closed with the tunnel, as the pump is
   */
  SshTunnel open(LocalPort local, Pump pump) throws InterruptedException {
    Map<Feature, String> required = required();
    try (Background background = new Background("session " + session.sessionId());
        FeatureCheck featureCheck = FeatureCheck.listen(session);
        RelayRequest relayRequest = RelayRequest.listen(session);
        SessionRequest sessionRequest = SessionRequest.listen(session)) {
      KeyMaking keyMaking = KeyMaking.begin(options, background, random);
      Future<@Nullable SigningKeyUri> signingKey =
          background.start(() -> RelayProof.publish(session));
      edge.awaitMonitoring(session.deadlines().monitor());

      progress.reached(Step.FEATURE_CHECK_SENT);
      progress.reached(Step.REMOTE_USER_ASKED);
      Future<String> user = background.start(() -> RemoteUser.of(wanted, session));
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
      Terms terms = Terms.agree(options, required, daemon);
      RelayProof proof = RelayProof.agree(options, daemon, ports, Background.result(signingKey));
      progress.reached(Step.FEATURES_SUPPORTED);
      String userName = Background.result(user);

      sharePublicKey();
      relayRequest.tellAuthModes(ports, proof);
      SecretExchange exchange = Background.result(keyPair);
      progress.reached(Step.SESSION_REQUESTED);
      sessionRequest.sendSsh(ports, proof, terms, exchange);
      progress.reached(Step.SESSION_ANSWER_AWAITED);
      SignedEnvelope answer = sessionRequest.awaitAnswer();
      progress.reached(Step.SESSION_ANSWERED);
      StreamKeys keys = sessionRequest.keys(answer, Background.result(daemonKey), terms, exchange);

      progress.reached(Step.RELAY_DIALLED);
      return SshTunnel.listen(
          session.sessionId(),
          userName,
          options.encrypt() ? null : sessionRequest.ephemeralSshKey(answer),
          local,
          side(ports, proof, keys, pump));
    }
  }

  /** Once it is known that the daemon takes keys. */
  private void sharePublicKey() {
    SshPublicKey key = wanted.publicKey();
    if (key == null) {
      return;
    }
    progress.reached(Step.PUBLIC_KEY_SHARED);
    session.send(
        "ssh public key",
        options.daemon(),
        MessageName.sshPublicKey(options.daemon(), options.device(), session.client()),
        key.line(),
        NotifyOptions.DEFAULT);
  }

  /** What this session needs of the daemon, and what to do when it lacks that (sessions.md 1.3). */
  private Map<Feature, String> required() {
    Map<Feature, String> required = new LinkedHashMap<>();
    if (wanted.publicKey() != null) {
      required.put(
          Feature.ACCEPTS_PUBLIC_KEYS, "have sshnpd started with -s there, or leave out -s here");
    }
    if (wanted.sides().device()) {
      required.put(Feature.SR_AUTH, "update the daemon, or use --no-authenticate-device-to-rvd");
    }
    if (options.encrypt()) {
      required.put(Feature.SR_E2EE, "update the daemon, or use --no-encrypt-rvd-traffic");
    }
    return required;
  }

  private SingleSideOptions side(RelayPorts ports, RelayProof proof, StreamKeys keys, Pump pump) {
    return new SingleSideOptions(
        session.sessionId() + " " + options.daemon(),
        ports.sideA(),
        proof.credential(session, ports, random),
        keys,
        SshTunnel.PEER_LIMIT,
        pump);
  }
}
