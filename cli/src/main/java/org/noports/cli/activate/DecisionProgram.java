package org.noports.cli.activate;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.activation.Enrollments;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.OneLine;
import org.noports.cli.output.Terminal;
import org.noports.protocol.enrollment.EnrollmentState;
import org.noports.protocol.enrollment.PendingEnrollment;
import org.noports.protocol.verb.Enroll;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code at_activate approve|deny|revoke|unrevoke|delete} (cli.md 6.2, 20.5, 20.6): decides about
 * one enrolment, or about all that match and are in the state it can be decided about.
 */
@Command(
    name = "decide",
    customSynopsis =
        "at_activate approve|deny|revoke|unrevoke|delete -a @atsign (-i id | -A regex -D regex)"
            + " [options]",
    description = "Decides about enrolments: the one with this id, or all that match.")
final class DecisionProgram extends ManagingProgram.Asking {
  private final Decision decision;

  @Mixin private Selection selection = new Selection();

  @Option(
      names = {"-i", "--enrollmentId"},
      paramLabel = "<id>",
      description = "The enrolment.")
  private @Nullable String id;

  @Option(
      names = "--strict",
      description = "End with 1 when no enrolment matches (documents count on 0).")
  private boolean strict;

  /** What can be decided. */
  enum Decision {
    APPROVE(Enroll.Operation.APPROVE, "Approving", EnrollmentState.PENDING),
    DENY(Enroll.Operation.DENY, "Denying", EnrollmentState.PENDING),
    REVOKE(Enroll.Operation.REVOKE, "Revoking", EnrollmentState.APPROVED),
    UNREVOKE(Enroll.Operation.UNREVOKE, "Un-Revoking", EnrollmentState.REVOKED),
    DELETE(Enroll.Operation.DELETE, "Deleting", EnrollmentState.DENIED);

    private final Enroll.Operation operation;
    private final String doing;
    private final EnrollmentState from;

    Decision(Enroll.Operation operation, String doing, EnrollmentState from) {
      this.operation = operation;
      this.doing = doing;
      this.from = from;
    }
  }

  DecisionProgram(Decision decision) {
    this.decision = decision;
  }

  @Override
  void check() {
    if (id == null && (selection.isEmpty() || decision == Decision.DELETE)) {
      throw new UsageProblem(
          decision == Decision.DELETE
              ? "Option enrollmentId is mandatory."
              : "At least one of --enrollmentId, --arx and --drx must be supplied.");
    }
  }

  @Override
  int ask(Terminal terminal, Enrollments enrollments) {
    String wanted = id;
    Map<String, PendingEnrollment> chosen =
        wanted == null
            ? selection.of(enrollments.list(decision.from))
            : Map.of(wanted, PendingEnrollment.parse(enrollments.fetch(wanted)));
    if (chosen.isEmpty()) {
      terminal.err().println("No matching enrollment(s) found");
      return strict ? 1 : 0;
    }
    chosen.forEach((one, enrollment) -> decide(terminal, enrollments, one, enrollment));
    return 0;
  }

  private void decide(
      Terminal terminal, Enrollments enrollments, String one, PendingEnrollment enrollment) {
    terminal
        .out()
        .println(
            switch (decision) {
              case APPROVE ->
                  "Approving enrollmentId %s with appName \"%s\" and deviceName \"%s\""
                      .formatted(
                          OneLine.of(one),
                          OneLine.of(enrollment.appName()),
                          OneLine.of(enrollment.deviceName()));
              case DELETE -> "Sending delete request";
              case DENY, REVOKE, UNREVOKE ->
                  "%s enrollmentId %s".formatted(decision.doing, OneLine.of(one));
            });
    String answer =
        decision == Decision.APPROVE
            ? enrollments.approve(one)
            : enrollments.decide(decision.operation, one);
    terminal.out().println("Server response: data:" + OneLine.of(answer.strip()));
  }
}
