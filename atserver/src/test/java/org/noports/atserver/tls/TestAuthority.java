package org.noports.atserver.tls;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/** A private authority for tests, with contexts for this machine. */
public final class TestAuthority {
  private final CertificateAuthority authority;

  public TestAuthority(Path directory) {
    authority =
        CertificateAuthority.openOrCreate(directory, new SecureRandom(), InstantSource.system());
  }

  public ServerTls server() {
    return server("localhost");
  }

  public ServerTls server(String host) {
    return TlsContexts.server(
        authority.identity("server-" + host, List.of(host)), TrustRoots.only(authority.caFile()));
  }

  /** A client that trusts this authority and shows no certificate. */
  public ClientTls client() {
    return TlsContexts.client(TrustRoots.only(authority.caFile()));
  }

  /** A client that shows a certificate of this authority. */
  public ClientTls clientNamed(String host) {
    return TlsContexts.client(
        authority.identity("client-" + host, List.of(host)), TrustRoots.only(authority.caFile()));
  }
}
