package org.noports.cli.activate;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.activation.Enrollments;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.OneLine;
import org.noports.cli.output.Terminal;
import org.noports.protocol.enrollment.EnrollmentState;
import org.noports.protocol.enrollment.PendingEnrollment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code noports issue-keys} (cli.md 7): prints what another machine is to be told, and approves
 * what that machine then asks for. What it asked for while this program was not running is approved
 * by the next run.
 */
@Command(
    name = "issue-keys",
    customSynopsis = "noports issue-keys -a @atsign [-d device] [options]",
    description = "Prints the command that gets keys on another machine, and approves them.")
public final class IssueKeysProgram extends ManagingProgram {
  /** What fails otherwise than by its arguments (cli.md 0.6). */
  static final int FAILED = 2;

  private static final Duration LASTING = Duration.ofHours(1);
  private static final Duration BETWEEN = Duration.ofSeconds(3);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern DEFAULT_NAME =
      Pattern.compile(ActivationString.defaultDevice("[A-Za-z0-9]{6}"));

  @Option(
      names = {"-d", "--device"},
      paramLabel = "<name>",
      description = "The other machine's name (default noports_ and the passcode).")
  private @Nullable String device;

  @Option(
      names = "--generate",
      description = "Print a new command only; a later run without this approves.")
  private boolean generate;

  @Override
  public int failureCode() {
    return FAILED;
  }

  @Override
  void check() {
    if (device != null && !NAME.matcher(device).matches()) {
      throw new UsageProblem("Option device: up to 64 letters, digits, _ and -");
    }
  }

  @Override
  int manage(Terminal terminal, EnrollmentManagement management) throws InterruptedException {
    Enrollments enrollments = management.enrollments();
    String wanted = device;
    if (!generate
        && approves(
            terminal,
            enrollments,
            name -> wanted == null ? DEFAULT_NAME.matcher(name).matches() : name.equals(wanted))) {
      return 0;
    }
    Instant end = terminal.clock().instant().plus(LASTING);
    ActivationString.Enrollment activation =
        new ActivationString.Enrollment(
            management.client().atSign(), enrollments.passcode(LASTING), wanted);
    terminal.err().println("Run this on the other machine within an hour:");
    terminal.out().println("noports activate '%s'".formatted(activation.text()));
    terminal.out().flush();
    if (generate) {
      return 0;
    }
    terminal.err().println("Waiting for its request");
    while (terminal.clock().instant().isBefore(end)) {
      if (terminal.stop().await(BETWEEN)) {
        throw new InterruptedException("asked to stop");
      }
      if (approves(terminal, enrollments, activation.deviceName()::equals)) {
        return 0;
      }
    }
    throw new EnvironmentProblem("OTP expired. Please re-run the command");
  }

  private static boolean approves(
      Terminal terminal, Enrollments enrollments, Predicate<String> device) {
    boolean approved = false;
    for (Map.Entry<String, PendingEnrollment> one :
        enrollments.list(EnrollmentState.PENDING).entrySet()) {
      PendingEnrollment request = one.getValue();
      if (NoportsKeys.isAskedBy(request) && device.test(request.deviceName())) {
        enrollments.approve(one.getKey());
        terminal.err().println("Approved the request of " + OneLine.of(request.deviceName()));
        approved = true;
      }
    }
    return approved;
  }
}
