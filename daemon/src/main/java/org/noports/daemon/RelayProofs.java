package org.noports.daemon;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.crypto.AesKey;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.relay.PayloadAuthLine;
import org.noports.protocol.relay.RelaySide;
import org.noports.protocol.session.NptRequest;
import org.noports.protocol.session.RelayRendezvous;
import org.noports.protocol.session.TunnelRequest;
import org.noports.tunnel.rendezvous.EscrCredential;
import org.noports.tunnel.rendezvous.PayloadCredential;
import org.noports.tunnel.rendezvous.RelayCredential;

/** How the device's side proves itself to the relay: as the request says (sessions.md 3.7). */
final class RelayProofs {
  private final DaemonEdge edge;
  private final OwnSigningKey signingKey;
  private final SecureRandom random;

  RelayProofs(DaemonEdge edge, OwnSigningKey signingKey, SecureRandom random) {
    this.edge = edge;
    this.signingKey = signingKey;
    this.random = random;
  }

  /**
   * Null when the relay asks this side for none; then the tunnel must at least be encrypted, or
   * carry ssh, which protects itself.
   */
  @Nullable RelayCredential credential(TunnelRequest request) {
    RelayRendezvous rendezvous = request.rendezvous();
    if (!rendezvous.authenticateToRvd()) {
      if (!rendezvous.encryptRvdTraffic() && request instanceof NptRequest) {
        throw Refusal.notStarted(
            "a session neither authenticated to the relay nor encrypted is not served");
      }
      return null;
    }
    return switch (rendezvous.relayAuthMode()) {
      case PAYLOAD -> payload(request, rendezvous);
      case ESCR -> escr(request, rendezvous);
    };
  }

  private RelayCredential payload(TunnelRequest request, RelayRendezvous rendezvous) {
    if (rendezvous.clientNonce() == null || rendezvous.rvdNonce() == null) {
      throw Refusal.notStarted("relay auth mode 'payload' needs both nonces");
    }
    return new PayloadCredential(
        PayloadAuthLine.line(
            request.sessionId(),
            rendezvous.clientNonce(),
            rendezvous.rvdNonce(),
            edge.signingKey()));
  }

  private RelayCredential escr(TunnelRequest request, RelayRendezvous rendezvous) {
    AesKey key = rendezvous.relayAuthAesKey();
    if (key == null) {
      throw Refusal.notStarted("relay auth mode 'escr' needs relayAuthAesKey");
    }
    SigningKeyUri published = signingKey.uri();
    if (published == null) {
      throw Refusal.notStarted(
          "this daemon knows only the relay auth mode 'payload': its signing key is not published");
    }
    return new EscrCredential(
        request.sessionId(), RelaySide.B, edge.enrollmentKey(), published, key, random);
  }
}
