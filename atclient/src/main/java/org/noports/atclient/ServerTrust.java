package org.noports.atclient;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The trust of a side that is never a server: what JSSE asks in three forms about a server is asked
 * of another manager in the same form, so that the host name is checked there.
 */
abstract class ServerTrust extends X509ExtendedTrustManager {
  /** A server's chain, put to a manager in the form JSSE chose. */
  @FunctionalInterface
  interface Question {
    void to(X509ExtendedTrustManager manager) throws CertificateException;
  }

  /** Decides who answers. */
  abstract void ask(Question question) throws CertificateException;

  @Override
  public final void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    if (socket instanceof SSLSocket tls && chain.length > 0) {
      ask(manager ->
          ExactName.check(
              tls, chain[0], () -> manager.checkServerTrusted(chain, authType, socket)));
    } else {
      ask(manager -> manager.checkServerTrusted(chain, authType, socket));
    }
  }

  @Override
  public final void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    ask(manager -> manager.checkServerTrusted(chain, authType, engine));
  }

  @Override
  public final void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    ask(manager -> manager.checkServerTrusted(chain, authType));
  }

  @Override
  public final void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw neverServer();
  }

  @Override
  public final void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw neverServer();
  }

  @Override
  public final void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw neverServer();
  }

  private static CertificateException neverServer() {
    return new CertificateException("this side is never a server");
  }

  /** Only servers send this list to their peers; empty means any. */
  @Override
  public final X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
