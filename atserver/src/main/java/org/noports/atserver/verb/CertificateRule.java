package org.noports.atserver.verb;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.AtServerException;
import org.noports.atserver.HostPort;
import org.noports.atserver.connection.Refusal;
import org.noports.atserver.connection.Session;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.name.AtSign;

/**
 * Whoever says to be another atSign must show a certificate of the host its directory entry names,
 * when the operator wants that (atprotocol.md 2.6). Names are compared as a whole; a wildcard
 * stands for one label, as in the certificates this server issues itself.
 */
final class CertificateRule {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private CertificateRule() {}

  static void require(AtServer server, AtSign caller, Session session) {
    if (!server.shared().peersNeedCertificate()) {
      return;
    }
    HostPort address;
    try {
      address = server.shared().directory().lookUp(caller);
    } catch (AtServerException e) {
      throw Refusal.of(ErrorCode.AT0004, "the directory can't be asked");
    }
    if (address == null) {
      throw Refusal.of(
          ErrorCode.AT0007, "Unable to find secondary address for atSign:" + caller.bare());
    }
    if (!names(session.certificate(), address.host())) {
      throw Refusal.of(ErrorCode.AT0401, "Certificate Verification Failed");
    }
  }

  /** Whether the certificate, which TLS has verified, is one of that host. */
  static boolean names(@Nullable X509Certificate certificate, String host) {
    if (certificate == null) {
      return false;
    }
    String wanted = host.toLowerCase(Locale.ROOT);
    return alternatives(certificate).stream()
            .anyMatch(each ->
                (each.get(0).equals(DNS_NAME) || each.get(0).equals(IP_ADDRESS))
                    && matches(String.valueOf(each.get(1)), wanted))
        || matches(commonName(certificate), wanted);
  }

  private static boolean matches(@Nullable String name, String host) {
    if (name == null) {
      return false;
    }
    String given = name.toLowerCase(Locale.ROOT);
    int dot = host.indexOf('.');
    return given.equals(host)
        || (given.startsWith("*.") && dot > 0 && host.substring(dot).equals(given.substring(1)));
  }

  private static Collection<List<?>> alternatives(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null ? List.of() : names;
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  private static @Nullable String commonName(X509Certificate certificate) {
    try {
      for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (rdn.getType().equalsIgnoreCase("CN")) {
          return String.valueOf(rdn.getValue());
        }
      }
      return null;
    } catch (InvalidNameException e) {
      return null;
    }
  }
}
