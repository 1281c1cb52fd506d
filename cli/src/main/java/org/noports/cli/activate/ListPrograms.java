package org.noports.cli.activate;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.ServerRefused;
import org.noports.atclient.activation.Enrollments;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.OneLine;
import org.noports.cli.output.Terminal;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.enrollment.EnrollmentState;
import org.noports.protocol.enrollment.PendingEnrollment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What enrolments there are (cli.md 6.2). */
final class ListPrograms {
  private static final String ROW = "%-38s %-10s %-20s %-38s %s%n";

  private ListPrograms() {}

  /** {@code at_activate list}. */
  @Command(
      name = "list",
      customSynopsis = "at_activate list -a @atsign [options]",
      description = "Lists the atSign's enrolments.")
  static final class All extends ManagingProgram.Asking {
    @Mixin private Selection selection = new Selection();

    @Option(
        names = {"-s", "--enrollmentStatus"},
        paramLabel = "<status>",
        description = "Only those: pending, approved, denied, revoked or expired.")
    private @Nullable String status;

    @Override
    void check() {
      state(status);
    }

    @Override
    int ask(Terminal terminal, Enrollments enrollments) {
      Map<String, PendingEnrollment> found = selection.of(enrollments.list(state(status)));
      terminal.out().printf("Found %d matching enrollment records%n", found.size());
      terminal.out().printf(ROW, "Enrollment ID", "Status", "AppName", "DeviceName", "Namespaces");
      found.forEach((id, one) ->
          terminal
              .out()
              .printf(
                  ROW,
                  id,
                  one.status() == null ? "" : one.status().text(),
                  OneLine.of(one.appName()),
                  OneLine.of(one.deviceName()),
                  OneLine.of(namespaces(one))));
      return 0;
    }

    private static String namespaces(PendingEnrollment one) {
      StringBuilder text = new StringBuilder("{");
      one.namespaces()
          .forEach((name, rights) ->
              text.append(text.length() == 1 ? "" : ", ").append(name).append(": ").append(rights));
      return text.append('}').toString();
    }

    private static @Nullable EnrollmentState state(@Nullable String text) {
      if (text == null) {
        return null;
      }
      return Arrays.stream(EnrollmentState.values())
          .filter(state -> state.text().equals(text))
          .findFirst()
          .orElseThrow(() ->
              new UsageProblem(
                  "Option --enrollmentStatus: '%s' is none of: %s"
                      .formatted(
                          text,
                          Arrays.stream(EnrollmentState.values())
                              .map(EnrollmentState::text)
                              .collect(Collectors.joining(", ")))));
    }
  }

  /** {@code at_activate fetch}. */
  @Command(
      name = "fetch",
      customSynopsis = "at_activate fetch -a @atsign -i id [options]",
      description = "Shows one enrolment.")
  static final class One extends ManagingProgram.Asking {
    @Option(
        names = {"-i", "--enrollmentId"},
        paramLabel = "<id>",
        description = "The enrolment (mandatory).")
    private @Nullable String id;

    @Override
    void check() {
      CommandLines.mandatory("enrollmentId", id);
    }

    @Override
    int ask(Terminal terminal, Enrollments enrollments) {
      String wanted = CommandLines.mandatory("enrollmentId", id);
      String found;
      try {
        found = enrollments.fetch(wanted).canonical();
      } catch (ServerRefused e) {
        if (!e.code().equals(ErrorCode.AT0015.name())) {
          throw e;
        }
        throw new EnvironmentProblem(
            "there is no enrolment '%s': at_activate list shows them all".formatted(wanted), e);
      }
      terminal.out().println("Fetched enrollment OK: " + found);
      return 0;
    }
  }
}
