package org.noports.cli.activate;

import java.security.SecureRandom;
import java.util.function.Function;
import org.noports.atclient.AtClient;
import org.noports.atclient.AtClientConfig;
import org.noports.atclient.activation.Enrollments;
import org.noports.cli.options.EdgeOptions;
import org.noports.cli.output.Terminal;

/** Logs in as somebody who may manage an atSign's enrolments. Stateless. */
final class EnrollmentManagement {
  private EnrollmentManagement() {}

  /** What is done while logged in; its exit code. */
  static int with(
      ActivationOptions options, Terminal terminal, Function<Enrollments, Integer> work) {
    options.applyLogging(terminal);
    EdgeOptions edge = options.edge().at(null, options.directory(terminal));
    AtClientConfig config = edge.clientConfig(options.atSign(), terminal).withoutMonitoring();
    try (AtClient client = AtClient.open(config)) {
      terminal.stop().closes(client);
      return work.apply(new Enrollments(client::managing, client.keys(), new SecureRandom()));
    }
  }
}
