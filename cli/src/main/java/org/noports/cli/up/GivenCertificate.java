package org.noports.cli.up;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.tls.CertificateFiles;
import org.noports.cli.options.UsageProblem;

/** A certificate of the operator's own: two options, one for its chain and one for its key. */
final class GivenCertificate {
  private GivenCertificate() {}

  /** Null when neither was given. */
  static @Nullable CertificateFiles of(
      String chainOption, @Nullable Path chain, String keyOption, @Nullable Path key) {
    if (chain == null && key == null) {
      return null;
    }
    if (chain == null || key == null) {
      throw new UsageProblem(chainOption + " and " + keyOption + " belong together");
    }
    return new CertificateFiles(chain, key);
  }
}
