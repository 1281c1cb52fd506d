package org.noports.client;

import static java.util.Objects.requireNonNull;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.atclient.ClientClosed;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.relay.PayloadAuthLine;
import org.noports.protocol.relay.RelaySide;
import org.noports.protocol.session.Feature;
import org.noports.protocol.session.PingAnswer;
import org.noports.tunnel.rendezvous.EscrCredential;
import org.noports.tunnel.rendezvous.PayloadCredential;
import org.noports.tunnel.rendezvous.RelayCredential;

/**
 * How the two sides of this session prove themselves to its relay (sessions.md 3.7). Immutable.
 *
 * @param signingKey where this client's signing key is published; null when it needs none
 */
record RelayProof(AuthMode sideA, AuthMode sideB, @Nullable SigningKeyUri signingKey) {
  private static final Logger LOG = System.getLogger(RelayProof.class.getName());

  /**
   * Publishes the signing key, which proves this client to relays and its requests to daemons
   * (sessions.md 2.4, 3.5); null when that failed and the session can do without.
   */
  static @Nullable SigningKeyUri publish(SessionContext session) {
    RelayAuth wanted = session.options().relayAuth();
    try {
      return session.edge().publishSigningKey();
    } catch (ClientClosed e) {
      throw e;
    } catch (AtClientException e) {
      if (wanted.wantsEscr() && (wanted.explicit() || wanted.only443())) {
        throw new ClientException.NoSigningKey(session.client(), e);
      }
      LOG.log(Level.WARNING, "The signing key is not published, nothing is signed with it", e);
      return null;
    }
  }

  /** Chooses the modes; throws before anything is connected when there is none. */
  static RelayProof agree(
      NptOptions options, PingAnswer daemon, RelayPorts ports, @Nullable SigningKeyUri signingKey) {
    RelayAuth wanted = options.relayAuth();
    boolean detects = ports.autoDetectsRelayAuth();
    boolean daemonCan = daemon.supports(Feature.SUPPORTS_RAM_ESCR);
    if (!daemonCan && wanted.insistsOnEscr(detects)) {
      throw new ClientException.EscrRequired(
          options.daemon(), options.device(), String.valueOf(daemon.version()), wanted.only443());
    }
    return new RelayProof(
        wanted.mode(detects, signingKey != null), wanted.mode(detects, daemonCan), signingKey);
  }

  /** What the client shows on each of its connections to the relay; null for nothing. */
  @Nullable RelayCredential credential(
      SessionContext session, RelayPorts ports, SecureRandom random) {
    if (!session.sides().client()) {
      return null;
    }
    return switch (sideA) {
      case PAYLOAD ->
          new PayloadCredential(
              PayloadAuthLine.line(
                  session.sessionId(),
                  session.clientNonce(),
                  requireNonNull(ports.rvdNonce(), "payload without a nonce"),
                  session.edge().signingKey()));
      case ESCR ->
          new EscrCredential(
              session.sessionId(),
              RelaySide.A,
              session.edge().enrollmentKey(),
              requireNonNull(signingKey, "escr without a published key"),
              requireNonNull(session.relayAuthKey(), "escr without a key"),
              random);
    };
  }
}
