package org.noports.atserver.tls;

import static java.lang.System.Logger.Level.INFO;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.noports.atserver.AtServerException;

/**
 * A private certificate authority that lives in a directory: {@code ca.pem} for clients to trust,
 * {@code ca.key} (0600), and the server certificates it issued, each beside its key. Made at the
 * first start; for a system of one's own that no public authority certifies (atprotocol.md 2.1).
 *
 * <p>Thread-safe. One process a directory.
 */
public final class CertificateAuthority {
  private static final System.Logger LOG = System.getLogger(CertificateAuthority.class.getName());
  private static final String CERTIFICATE_FILE = "ca.pem";
  private static final String KEY_FILE = "ca.key";

  private final Path directory;
  private final TlsIdentity authority;
  private final CertificateIssuer issuer;
  private final InstantSource clock;

  private CertificateAuthority(
      Path directory, TlsIdentity authority, CertificateIssuer issuer, InstantSource clock) {
    this.directory = directory;
    this.authority = authority;
    this.issuer = issuer;
    this.clock = clock;
  }

  /** Opens the authority of that directory, made at the first start. */
  public static CertificateAuthority openOrCreate(
      Path directory, SecureRandom random, InstantSource clock) {
    CertificateIssuer issuer = new CertificateIssuer(random);
    Path certificate = directory.resolve(CERTIFICATE_FILE);
    Path key = directory.resolve(KEY_FILE);
    if (!Files.exists(certificate)) {
      // A key without a certificate is a first start that was cut short: nobody trusts it yet.
      makeDirectory(directory);
      TlsIdentity made = issuer.authority(clock.instant());
      PemFile.writePrivateKey(key, made.key());
      PemFile.writeCertificates(certificate, made.chain());
      LOG.log(INFO, "Made a certificate authority in " + directory);
    }
    TlsIdentity authority =
        new TlsIdentity(PemFile.privateKey(key), PemFile.certificates(certificate));
    check(directory, authority, clock.instant());
    return new CertificateAuthority(directory, authority, issuer, clock);
  }

  private static void makeDirectory(Path directory) {
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new AtServerException("The directory " + directory + " can't be made: " + e, e);
    }
  }

  private static void check(Path directory, TlsIdentity authority, Instant now) {
    if (!KeyMatch.matches(authority)) {
      throw new AtServerException(
          "In " + directory + " " + KEY_FILE + " is not the key of " + CERTIFICATE_FILE);
    }
    if (!now.isBefore(authority.leaf().getNotAfter().toInstant())) {
      throw new AtServerException(
          "The certificate authority in "
              + directory
              + " expired: move "
              + CERTIFICATE_FILE
              + " away to make a new one, and give the new file to every client");
    }
  }

  /** The authority's own certificate, the file clients are given as {@code --ca-file}. */
  public Path caFile() {
    return directory.resolve(CERTIFICATE_FILE);
  }

  /**
   * A server identity for these DNS names and IP addresses, kept in the directory under that file
   * name and issued anew before it expires.
   */
  public IdentitySource identity(String fileName, List<String> hosts) {
    if (hosts.isEmpty()) {
      throw new AtServerException("A server certificate needs at least one host name");
    }
    for (String host : hosts) {
      if (!HostNames.isHost(host)) {
        throw new AtServerException("A certificate can't be issued for the host \"" + host + "\"");
      }
    }
    ServerCertificate certificate =
        new ServerCertificate(
            directory.resolve(fileName + ".pem"),
            directory.resolve(fileName + ".key"),
            hosts.stream().map(HostNames::canonical).distinct().toList(),
            this);
    certificate.current();
    return certificate;
  }

  Instant now() {
    return clock.instant();
  }

  TlsIdentity issue(List<String> hosts) {
    return issuer.server(authority, hosts, clock.instant());
  }

  boolean issued(TlsIdentity identity) {
    try {
      identity.leaf().verify(authority.leaf().getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
