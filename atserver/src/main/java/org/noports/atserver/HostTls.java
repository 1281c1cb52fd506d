package org.noports.atserver;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.noports.atserver.tls.CertificateAuthority;
import org.noports.atserver.tls.CertificateFiles;
import org.noports.atserver.tls.ClientTls;
import org.noports.atserver.tls.IdentitySource;
import org.noports.atserver.tls.ServerTls;
import org.noports.atserver.tls.TlsContexts;
import org.noports.atserver.tls.TrustRoots;

/**
 * Which certificates one process shows and trusts (atprotocol.md 2.1 and 2.6): its own from files
 * that somebody renews, or one of the private authority in its data directory.
 *
 * @param server for those who come
 * @param client for calls to other atServers
 */
record HostTls(ServerTls server, ClientTls client) {

  static HostTls of(AtServerConfig config, InetAddress bound, CertificateAuthority authority) {
    TrustRoots trust = TrustRoots.platformAnd(authority.caFile()).and(config.extraRoots());
    CertificateFiles own = config.certificate();
    IdentitySource shown =
        own == null
            ? authority.identity("atserver", hosts(config, bound))
            : own.watched(config.clock());
    CertificateFiles outbound = config.clientCertificate();
    return new HostTls(
        TlsContexts.server(shown, trust),
        TlsContexts.client(outbound == null ? shown : outbound.watched(config.clock()), trust));
  }

  private static List<String> hosts(AtServerConfig config, InetAddress bound) {
    Set<String> hosts = new LinkedHashSet<>();
    hosts.add(config.advertisedHost());
    if (config.sharedPort() != null) {
      hosts.add("*." + config.advertisedHost());
    }
    if (!bound.isAnyLocalAddress()) {
      hosts.add(bound.getHostAddress());
    }
    if (bound.isLoopbackAddress() || bound.isAnyLocalAddress()) {
      hosts.add("localhost");
      hosts.add("127.0.0.1");
    }
    return new ArrayList<>(hosts);
  }
}
