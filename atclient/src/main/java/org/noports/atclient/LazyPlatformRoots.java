package org.noports.atclient;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.net.ssl.X509ExtendedTrustManager;

/** The platform's roots, read from disk when a certificate is checked for the first time. */
final class LazyPlatformRoots extends ServerTrust {
  private final FutureTask<X509ExtendedTrustManager> roots =
      new FutureTask<>(() -> TrustRoots.trustManager(null));

  @Override
  void ask(Question question) throws CertificateException {
    question.to(roots());
  }

  private X509ExtendedTrustManager roots() throws CertificateException {
    roots.run();
    try {
      return roots.get();
    } catch (ExecutionException e) {
      throw new CertificateException("the platform's root certificates cannot be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CertificateException("interrupted while reading the platform's roots", e);
    }
  }

  /** All of them; none when they cannot be read, which who checks a certificate is told. */
  X509Certificate[] all() {
    try {
      return roots().getAcceptedIssuers();
    } catch (CertificateException e) {
      return new X509Certificate[0];
    }
  }
}
