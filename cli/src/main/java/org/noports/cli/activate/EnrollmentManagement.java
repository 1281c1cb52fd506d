package org.noports.cli.activate;

import java.security.SecureRandom;
import org.noports.atclient.AtClient;
import org.noports.atclient.activation.Enrollments;
import org.noports.cli.output.Terminal;

/** Somebody who is logged in and may manage an atSign's enrolments. Thread-safe, as the client. */
record EnrollmentManagement(AtClient client, Enrollments enrollments) {
  /** What is done while logged in. */
  @FunctionalInterface
  interface Work {
    /** Its exit code. */
    int with(EnrollmentManagement management) throws InterruptedException;
  }

  private static EnrollmentManagement of(AtClient client) {
    return new EnrollmentManagement(
        client, new Enrollments(client::managing, client.keys(), new SecureRandom()));
  }

  /**
   * Logs in and does it.
   *
   * @param listening whether notifications come as well
   */
  static int with(ActivationOptions options, Terminal terminal, boolean listening, Work work)
      throws InterruptedException {
    try (AtClient client = AtClient.open(options.clientConfig(terminal, listening))) {
      terminal.stop().closes(client);
      int code = work.with(of(client));
      terminal.stop().forget(client);
      return code;
    }
  }
}
