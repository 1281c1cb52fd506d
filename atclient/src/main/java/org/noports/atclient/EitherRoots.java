package org.noports.atclient;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts what one of two managers trusts; the second is asked only when the first knows no path to
 * a root. Both check the host name themselves, because JSSE leaves that to extended managers.
 */
final class EitherRoots extends ServerTrust {
  private final X509ExtendedTrustManager first;
  private final X509ExtendedTrustManager second;

  EitherRoots(X509ExtendedTrustManager first, X509ExtendedTrustManager second) {
    this.first = first;
    this.second = second;
  }

  @Override
  void ask(Question question) throws CertificateException {
    try {
      question.to(first);
    } catch (CertificateException e) {
      if (!(e.getCause() instanceof CertPathBuilderException)) {
        throw e; // its own CA, but expired, for another host and the like: say just that
      }
      question.to(second);
    }
  }
}
