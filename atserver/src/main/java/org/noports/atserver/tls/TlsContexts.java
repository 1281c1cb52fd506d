package org.noports.atserver.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.AtServerException;

/** The TLS contexts of servers and outbound calls: TLS 1.3 and 1.2, nothing older. */
public final class TlsContexts {
  static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private TlsContexts() {}

  /**
   * A server that asks for a client certificate and goes on without one. One that is shown must be
   * of the trusted roots, for clients and alive, else the handshake fails.
   */
  public static ServerTls server(IdentitySource identity, TrustRoots trust) {
    return new ServerTls(context(identity, managers(trust, true)), true);
  }

  /** A client that shows the identity when asked and verifies the server's host. */
  public static ClientTls client(IdentitySource identity, TrustRoots trust) {
    return new ClientTls(context(identity, managers(trust, false)));
  }

  /** A client without a certificate. */
  public static ClientTls client(TrustRoots trust) {
    return new ClientTls(context(null, managers(trust, false)));
  }

  private static SSLContext context(@Nullable IdentitySource identity, TrustManager[] trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      KeyManager[] keys =
          identity == null
              ? new KeyManager[0]
              : new KeyManager[] {new IdentityAtHandshake(identity)};
      context.init(keys, trust, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw failed(e);
    }
  }

  private static AtServerException failed(Exception e) {
    return new AtServerException("TLS could not be set up: " + e, e);
  }

  private static TrustManager[] managers(TrustRoots trust, boolean unnamed) {
    try {
      TrustManager[] managers = trustManagers(trust);
      for (int i = 0; unnamed && i < managers.length; i++) {
        if (managers[i] instanceof X509ExtendedTrustManager named) {
          managers[i] = new UnnamedRoots(named);
        }
      }
      return managers;
    } catch (GeneralSecurityException | IOException e) {
      throw failed(e);
    }
  }

  private static TrustManager[] trustManagers(TrustRoots trust)
      throws GeneralSecurityException, IOException {
    KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
    roots.load(null, null);
    int number = 0;
    if (trust.platform()) {
      for (X509Certificate root : platformRoots()) {
        roots.setCertificateEntry("platform " + number++, root);
      }
    }
    for (Path file : trust.files()) {
      for (X509Certificate root : PemFile.certificates(file)) {
        roots.setCertificateEntry("file " + number++, root);
      }
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(roots);
    return factory.getTrustManagers();
  }

  private static X509Certificate[] platformRoots() throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        return x509.getAcceptedIssuers();
      }
    }
    return new X509Certificate[0];
  }
}
