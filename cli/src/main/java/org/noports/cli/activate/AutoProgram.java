package org.noports.cli.activate;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.noports.atclient.ServerRefused;
import org.noports.atclient.Subscription;
import org.noports.atclient.activation.Enrollments;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.OneLine;
import org.noports.cli.output.Terminal;
import org.noports.protocol.enrollment.EnrollmentState;
import org.noports.protocol.enrollment.PendingEnrollment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code at_activate auto} (cli.md 6.2, atclient.md 7.2): approves requests as they come, until the
 * limit. A notification only says that it is time to look: what is approved is what the atServer
 * lists, which is looked at now and then in any case.
 */
@Command(
    name = "auto",
    customSynopsis = "at_activate auto -a @atsign -A regex -D regex [-L number] [options]",
    description =
        "Approves enrolments as they are asked for. Whoever knows a passcode and the names gets"
            + " keys: name both as narrowly as you can.")
final class AutoProgram extends ManagingProgram {
  private static final Pattern REQUESTS = Pattern.compile(".*\\.new\\.enrollments\\.__manage");
  private static final Duration MONITORING = Duration.ofSeconds(30);
  private static final Duration BETWEEN = Duration.ofSeconds(30);

  @Mixin private Selection selection = new Selection();

  @Option(
      names = {"-L", "--limit"},
      paramLabel = "<number>",
      description = "End after so many approvals (default 1).")
  private int limit = 1;

  @Option(names = "--approve-existing", description = "Approve those as well that wait already.")
  private boolean existing;

  @Override
  void check() {
    selection.requireBoth();
    if (limit < 1) {
      throw new UsageProblem("Option --limit must be at least 1");
    }
  }

  @Override
  boolean listens() {
    return true;
  }

  @Override
  int manage(Terminal terminal, EnrollmentManagement management) throws InterruptedException {
    Enrollments enrollments = management.enrollments();
    try (Subscription requests = management.client().subscribe(REQUESTS)) {
      management.client().awaitMonitoring(MONITORING);
      Set<String> seen =
          existing
              ? new HashSet<>()
              : new HashSet<>(enrollments.list(EnrollmentState.PENDING).keySet());
      terminal.out().println("Listening for new enrollment requests");
      terminal.out().flush();
      int approved = 0;
      while (true) {
        Map<String, PendingEnrollment> pending = enrollments.list(EnrollmentState.PENDING);
        seen.retainAll(pending.keySet());
        for (Map.Entry<String, PendingEnrollment> one : selection.of(pending).entrySet()) {
          if (seen.add(one.getKey())
              && approved(terminal, enrollments, one.getKey(), one.getValue())
              && ++approved == limit) {
            terminal.out().printf("Approved %d requests - limit was %d - done.%n", approved, limit);
            return 0;
          }
        }
        requests.poll(BETWEEN);
      }
    }
  }

  private static boolean approved(
      Terminal terminal, Enrollments enrollments, String id, PendingEnrollment request) {
    String app = OneLine.of(request.appName());
    String device = OneLine.of(request.deviceName());
    terminal
        .out()
        .printf(
            "Got enrollment request ID %s with appName \"%s\" and deviceName \"%s\"%n",
            OneLine.of(id), app, device);
    terminal
        .out()
        .printf(
            "Approving enrollment request which matched the regex filters"
                + " (app: \"%s\" and device: \"%s\" respectively)%n",
            app, device);
    try {
      String answer = enrollments.approve(id);
      terminal.out().println("Approval successful.");
      terminal.out().println("\tResponse: " + OneLine.of(answer.strip()));
      return true;
    } catch (ServerRefused e) {
      // Somebody else may have decided meanwhile; the next request is not to wait for that.
      terminal.err().println("Approval failed: " + OneLine.of(String.valueOf(e.getMessage())));
      return false;
    } finally {
      terminal.out().flush();
    }
  }
}
