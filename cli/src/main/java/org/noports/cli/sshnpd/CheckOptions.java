package org.noports.cli.sshnpd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.output.FileTrouble;
import org.noports.daemon.ClientChecks;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import picocli.CommandLine.Option;

/** What sshnpd wants of its clients' keys, and where it remembers them (cli.md 3.1, 10). */
final class CheckOptions {
  private static final String KNOWN_CLIENTS = "known_clients";

  @Option(
      names = "--strict",
      negatable = true,
      description =
          "Refuse a client whose public key is another than before (default only with a policy"
              + " service; without it the log tells).")
  private @Nullable Boolean strict;

  @Option(
      names = "--require-enrollment-signature",
      description = "Refuse requests that are not signed with the client's enrolment key too.")
  private boolean requireEnrollmentSignature;

  @Option(
      names = "--client-key-check-secs",
      paramLabel = "<seconds>",
      description =
          "How often to look again at the enrolments behind live sessions, to end those that were"
              + " withdrawn (default 300; 0: never).")
  private int enrollmentCheckSeconds = 300;

  @Option(
      names = "--policy-check-secs",
      paramLabel = "<seconds>",
      description =
          "How often to ask the policy service again about the clients of live sessions, to end"
              + " those it no longer permits (default 300; 0: never).")
  private int policyCheckSeconds = 300;

  @Option(
      names = "--storage-path",
      paramLabel = "<directory>",
      description =
          "Where the keys of clients are remembered (default"
              + " ~/.atsign/storage/@atsign/.sshnpd/<device>).")
  private @Nullable Path storage;

  @Option(
      names = "--clear-cached-pks",
      hidden = true,
      description = "Forget the keys of clients at the start.")
  private boolean clear;

  ClientChecks checks(AtSign self, DeviceName device, Path home, boolean policy) {
    return new ClientChecks(
        strict == null ? policy : strict,
        knownClients(self, device, home),
        requireEnrollmentSignature,
        Duration.ofSeconds(enrollmentCheckSeconds));
  }

  /** From one question about a live session's client to the next. */
  Duration policyCheck() {
    return Duration.ofSeconds(policyCheckSeconds);
  }

  /** What is to be done before the daemon starts. */
  void prepare(ClientChecks checks) {
    Path known = checks.knownClients();
    if (clear && known != null) {
      try {
        Files.deleteIfExists(known);
      } catch (IOException e) {
        throw new EnvironmentProblem(
            "--clear-cached-pks: cannot delete " + known + ": " + FileTrouble.of(e), e);
      }
    }
  }

  private Path knownClients(AtSign self, DeviceName device, Path home) {
    Path directory =
        storage != null
            ? storage
            : home.resolve(".atsign/storage")
                .resolve(self.text())
                .resolve(".sshnpd")
                .resolve(device.text());
    return directory.resolve(KNOWN_CLIENTS);
  }
}
