package org.noports.daemon;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a daemon wants of its clients' keys, beyond a good signature (cli.md 3.1; sessions.md 2.3,
 * 2.4).
 *
 * @param strict whether a client whose public key is another than before is refused; otherwise the
 *     log says so
 * @param knownClients the file in which the public keys of clients are remembered; null for none,
 *     then none is compared
 * @param requireEnrollmentSignature whether requests without a signature of the client's enrolment
 *     are refused
 * @param enrollmentCheck how often the enrolments of live sessions are looked up again, to end
 *     those that were withdrawn; zero for never
 */
public record ClientChecks(
    boolean strict,
    @Nullable Path knownClients,
    boolean requireEnrollmentSignature,
    Duration enrollmentCheck) {
  public static final ClientChecks DEFAULT = new ClientChecks(false, null, false, Duration.ZERO);

  public ClientChecks {
    if (enrollmentCheck.isNegative()) {
      throw new IllegalArgumentException("the time between checks must not be negative");
    }
    if (strict && knownClients == null) {
      throw new IllegalArgumentException("a strict daemon needs a file to remember keys in");
    }
  }
}
