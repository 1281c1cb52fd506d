package org.noports.atserver.tls;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.AtServerException;

/**
 * A certificate of the private authority, kept in two files. It is issued anew when it has less
 * than {@value #RENEWAL_DAYS} days to live, names other hosts, or is another authority's.
 *
 * <p>Thread-safe: whoever comes first renews it, the lock guards {@code held} being replaced.
 */
final class ServerCertificate implements IdentitySource {
  private static final System.Logger LOG = System.getLogger(ServerCertificate.class.getName());
  private static final int RENEWAL_DAYS = 30;

  private final Path certificateFile;
  private final Path keyFile;
  private final List<String> hosts;
  private final CertificateAuthority authority;
  private final ReentrantLock renewing = new ReentrantLock();
  private volatile @Nullable TlsIdentity held;

  ServerCertificate(
      Path certificateFile, Path keyFile, List<String> hosts, CertificateAuthority authority) {
    this.certificateFile = certificateFile;
    this.keyFile = keyFile;
    this.hosts = hosts;
    this.authority = authority;
  }

  @Override
  public TlsIdentity current() {
    TlsIdentity identity = held;
    if (identity != null && fresh(identity)) {
      return identity;
    }
    renewing.lock();
    try {
      identity = held;
      if (identity == null) {
        identity = read();
      }
      if (identity == null || !fresh(identity)) {
        identity = issue();
      }
      held = identity;
      return identity;
    } finally {
      renewing.unlock();
    }
  }

  private boolean fresh(TlsIdentity identity) {
    Instant end = identity.leaf().getNotAfter().toInstant();
    return authority.now().isBefore(end.minus(Duration.ofDays(RENEWAL_DAYS)));
  }

  private @Nullable TlsIdentity read() {
    if (!Files.exists(certificateFile) || !Files.exists(keyFile)) {
      return null;
    }
    try {
      TlsIdentity identity =
          new TlsIdentity(PemFile.privateKey(keyFile), PemFile.certificates(certificateFile));
      boolean usable =
          authority.issued(identity)
              && KeyMatch.matches(identity)
              && hostsOf(identity.leaf()).equals(Set.copyOf(hosts));
      return usable ? identity : null;
    } catch (AtServerException e) {
      LOG.log(WARNING, "Issuing " + certificateFile + " anew: " + e.getMessage());
      return null;
    }
  }

  private TlsIdentity issue() {
    TlsIdentity identity = authority.issue(hosts);
    // The key first: a certificate is never beside the key of another for longer than this takes,
    // and a pair that does not match is issued anew at the next start.
    PemFile.writePrivateKey(keyFile, identity.key());
    PemFile.writeCertificates(certificateFile, identity.chain());
    LOG.log(INFO, "Issued a server certificate for " + hosts);
    return identity;
  }

  private static Set<String> hostsOf(X509Certificate leaf) {
    Set<String> names = new HashSet<>();
    try {
      Collection<List<?>> alternatives = leaf.getSubjectAlternativeNames();
      if (alternatives != null) {
        alternatives.forEach(each -> names.add(String.valueOf(each.get(1))));
      }
    } catch (CertificateParsingException e) {
      throw new AtServerException("A server certificate names no readable hosts", e);
    }
    return names;
  }
}
