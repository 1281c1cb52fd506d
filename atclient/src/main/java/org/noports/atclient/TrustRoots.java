package org.noports.atclient;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Which certificate authorities a program trusts: the platform's, and those of one more PEM file.
 * There is no way to trust everybody. Thread-safe. The context is made once, at the first use; the
 * platform's roots are read only when the file's do not suffice, because reading them takes long.
 */
public final class TrustRoots {
  private static final System.Logger LOG = System.getLogger(TrustRoots.class.getName());

  private final FutureTask<SSLContext> context;
  private final Supplier<X509Certificate[]> roots;

  private TrustRoots(@Nullable X509ExtendedTrustManager extra) {
    LazyPlatformRoots platform = new LazyPlatformRoots();
    roots = extra == null ? platform::all : extra::getAcceptedIssuers;
    context =
        new FutureTask<>(
            () -> newContext(extra == null ? platform : new EitherRoots(extra, platform)));
  }

  public static TrustRoots platform() {
    return new TrustRoots(null);
  }

  /** IllegalArgumentException when the file cannot be read or holds no certificate. */
  public static TrustRoots platformAnd(Path pemFile) {
    try (InputStream in = Files.newInputStream(pemFile)) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new IllegalArgumentException("the CA file " + pemFile + " holds no certificate");
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int number = 0;
      for (Certificate certificate : found) {
        store.setCertificateEntry("extra-" + number++, certificate);
      }
      return new TrustRoots(trustManager(store));
    } catch (IOException e) {
      throw new IllegalArgumentException("the CA file " + pemFile + " cannot be read: " + e, e);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "the CA file " + pemFile + " is not a list of PEM certificates: " + e.getMessage(), e);
    }
  }

  /** The context of client connections: TLS 1.3 and 1.2 with the JDK's choice of suites. */
  public SSLContext context() {
    context.run();
    try {
      return context.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("TLS is not usable on this machine", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientClosed("interrupted while preparing TLS", e);
    }
  }

  /**
   * Does what takes long before the first message of a handshake of this process, so that a program
   * can have it done while it reads its command line. Nothing is sent.
   */
  public void prepareHello() {
    SSLEngine engine = context().createSSLEngine();
    engine.setUseClientMode(true);
    engine.setSSLParameters(TlsOffer.FRUGAL.toAtServer(engine.getSSLParameters()));
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    try {
      engine.beginHandshake();
      engine.wrap(ByteBuffer.allocate(0), hello);
    } catch (SSLException e) {
      // The handshake that counts will say it.
      LOG.log(System.Logger.Level.DEBUG, "TLS could not be prepared", e);
    }
  }

  /** The same for the check of the server's certificate: one of the roots is checked. */
  public void prepareChecks() {
    X509Certificate[] all = roots.get();
    if (all.length == 0) {
      return;
    }
    try {
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(all[0], null)));
      parameters.setRevocationEnabled(false);
      CertPathValidator.getInstance("PKIX")
          .validate(
              CertificateFactory.getInstance("X.509").generateCertPath(List.of(all[0])),
              parameters);
    } catch (GeneralSecurityException e) {
      LOG.log(System.Logger.Level.DEBUG, "the check of certificates could not be prepared", e);
    }
  }

  private static SSLContext newContext(X509ExtendedTrustManager all)
      throws GeneralSecurityException {
    SSLContext made = SSLContext.getInstance("TLS");
    made.init(null, new TrustManager[] {all}, null);
    return made;
  }

  static X509ExtendedTrustManager trustManager(@Nullable KeyStore roots)
      throws GeneralSecurityException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(roots);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager x509) {
        return x509;
      }
    }
    throw new GeneralSecurityException("the platform has no X.509 trust manager");
  }
}
