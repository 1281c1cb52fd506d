package org.noports.client;

import java.nio.channels.ServerSocketChannel;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Future;
import org.noports.atclient.NotifyOptions;
import org.noports.protocol.session.Feature;
import org.noports.protocol.session.MessageName;
import org.noports.protocol.ssh.SshPublicKey;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.rendezvous.SingleSideOptions;
import org.noports.tunnel.rendezvous.StreamKeys;

/**
 * One ssh session from the first message to the open local port: {@link #open} reads as the
 * sequence does (sessions.md 1, 6.1 direct). It opens as a {@link SessionSequence} does; what is
 * different are the request, the one connection, and who logs in. For one thread and one use.
 */
final class SshSequence {
  private final SshnpOptions wanted;
  private final NptOptions options;
  private final Progress progress;
  private final SecureRandom random;
  private final SessionContext session;

  private SshSequence(
      SshnpOptions wanted,
      SessionEdge edge,
      Deadlines deadlines,
      Progress progress,
      SecureRandom random) {
    this.wanted = wanted;
    this.options = wanted.session();
    this.progress = progress;
    this.random = random;
    this.session = SessionContext.of(options, wanted.sides(), edge, deadlines, random);
  }

  /**
   * Opens a session through the best of the relays that gives one.
   *
   * @param local bound already; closed with the tunnel, as the pump is
   */
  static SshTunnel open(
      SshnpOptions wanted,
      SessionEdge edge,
      Deadlines deadlines,
      Progress progress,
      SecureRandom random,
      LocalPort<ServerSocketChannel> local,
      Pump pump)
      throws InterruptedException {
    return RelayChoice.open(
        wanted.session(),
        edge,
        deadlines,
        progress,
        chosen ->
            new SshSequence(wanted.with(chosen), edge, deadlines, progress, random)
                .open(local, pump));
  }

  private SshTunnel open(LocalPort<ServerSocketChannel> local, Pump pump)
      throws InterruptedException {
    Map<Feature, String> required = required();
    try (Opening opening = new Opening(session, progress, random)) {
      opening.awaitMonitoring();
      if (!required.isEmpty()) {
        opening.askDaemon();
      }
      progress.reached(Step.REMOTE_USER_ASKED);
      Future<String> user = opening.beside(() -> RemoteUser.of(wanted, session));
      opening.askRelay();
      Opening.Agreement agreed = opening.agree(required);
      String userName = Background.result(user);
      sharePublicKey();
      Opening.Granted granted = opening.request(agreed, SessionRequest::sendSsh);

      progress.reached(Step.RELAY_DIALLED);
      return SshTunnel.listen(
          session.sessionId(),
          userName,
          options.encrypt() ? null : SessionRequest.ephemeralSshKey(granted.answer()),
          local,
          side(agreed, granted.keys(), pump));
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

  /**
   * What this session needs of the daemon, and what to do when it lacks that (sessions.md 1.3); a
   * daemon that nothing is needed of is not asked.
   */
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
    required.putAll(Terms.protection(options));
    return required;
  }

  private SingleSideOptions side(Opening.Agreement agreed, StreamKeys keys, Pump pump) {
    return new SingleSideOptions(
        session.sessionId() + " " + options.daemon(),
        agreed.ports().sideA(),
        agreed.proof().credential(session, agreed.ports(), random),
        keys,
        SshTunnel.PEER_LIMIT,
        pump);
  }
}
