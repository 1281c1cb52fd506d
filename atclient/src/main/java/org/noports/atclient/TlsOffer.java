package org.noports.atclient;

import javax.net.ssl.SSLParameters;
import org.noports.protocol.wire.BoundChallenge;

/**
 * What a client offers a server in its first TLS message. The peer's certificate and its name are
 * checked with every offer.
 */
public enum TlsOffer {
  /**
   * X25519 alone. Java would send a key for P-256 as well, whose tables and code cost a process
   * that has just started some 400 ms of processor time.
   */
  FRUGAL,

  /** All that Java knows, for servers that cannot do with the other. */
  FULL;

  private static final String[] X25519 = {"x25519"};

  /**
   * As {@link #in}, to an atServer. A server that knows no application protocols takes no notice;
   * one that can't do with them is dialled again without.
   */
  public SSLParameters toAtServer(SSLParameters parameters) {
    if (this == FRUGAL) {
      parameters.setApplicationProtocols(
          new String[] {BoundChallenge.APPLICATION_PROTOCOL, BoundChallenge.USUAL_PROTOCOL});
    }
    return in(parameters);
  }

  /** Sets what is offered, and that the certificate has to be the host's. */
  public SSLParameters in(SSLParameters parameters) {
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    if (this == FRUGAL) {
      parameters.setNamedGroups(X25519);
    }
    return parameters;
  }
}
