package org.noports.atserver.tls;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/** A private certificate authority that lives in a directory. */
public final class CertificateAuthority {
  private CertificateAuthority() {}

  /** Opens the authority of that directory, made at the first start. */
  public static CertificateAuthority openOrCreate(
      Path directory, SecureRandom random, InstantSource clock) {
    throw new UnsupportedOperationException("not built yet " + directory + random + clock);
  }

  /** The authority's own certificate, the file clients are given as {@code --ca-file}. */
  public Path caFile() {
    throw new UnsupportedOperationException("not built yet");
  }

  /**
   * A server identity for these DNS names and IP addresses, kept in the directory under that file
   * name and issued anew before it expires.
   */
  public IdentitySource identity(String fileName, List<String> hosts) {
    throw new UnsupportedOperationException("not built yet " + fileName + hosts);
  }
}
