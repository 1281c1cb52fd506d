package org.noports.atserver.tls;

import javax.net.ssl.SSLContext;

/** The TLS contexts of servers and outbound calls: TLS 1.3 and 1.2, nothing else. */
public final class TlsContexts {
  private TlsContexts() {}

  /** A server that asks for a client certificate and goes on without one. */
  public static ServerTls server(IdentitySource identity, TrustRoots trust) {
    throw new UnsupportedOperationException("not built yet " + identity + trust);
  }

  /** A client that shows the identity when asked and verifies the server's host. */
  public static ClientTls client(IdentitySource identity, TrustRoots trust) {
    throw new UnsupportedOperationException("not built yet " + identity + trust);
  }

  /** A client without a certificate. */
  public static ClientTls client(TrustRoots trust) {
    throw new UnsupportedOperationException("not built yet " + trust);
  }

  static SSLContext context() {
    throw new UnsupportedOperationException("not built yet");
  }
}
