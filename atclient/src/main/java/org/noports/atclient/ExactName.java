package org.noports.atclient;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A host's name that stands letter by letter in its certificate. JSSE's own comparison reads all of
 * the platform's roots first, to know how far a wildcard may go, which is a tenth of a start. So
 * where no wildcard is needed JSSE is asked about all but the name; everything else, addresses
 * among it, is left to JSSE.
 */
final class ExactName {
  /** The number of a DNS name among a certificate's alternative names (RFC 5280, 4.2.1.6). */
  private static final Integer DNS_NAME = 2;

  /** What is to be checked about a certificate. */
  @FunctionalInterface
  interface Check {
    void run() throws CertificateException;
  }

  private ExactName() {}

  /** Runs JSSE's check of the server's chain, without the name when that is found here. */
  static void check(SSLSocket socket, X509Certificate server, Check check)
      throws CertificateException {
    if (!isIn(server, socket.getHandshakeSession().getPeerHost())) {
      check.run();
      return;
    }
    SSLParameters parameters = socket.getSSLParameters();
    String identification = parameters.getEndpointIdentificationAlgorithm();
    parameters.setEndpointIdentificationAlgorithm("");
    socket.setSSLParameters(parameters);
    try {
      check.run();
    } finally {
      parameters.setEndpointIdentificationAlgorithm(identification);
      socket.setSSLParameters(parameters);
    }
  }

  private static boolean isIn(X509Certificate certificate, String host)
      throws CertificateException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    return names != null
        && !isAddress(host)
        && names.stream()
            .anyMatch(name ->
                DNS_NAME.equals(name.get(0)) && host.equalsIgnoreCase(String.valueOf(name.get(1))));
  }

  /** An address is never a DNS name, whatever a certificate says. */
  private static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || host.chars().noneMatch(Character::isLetter);
  }
}
