package org.noports.cli.activate;

import java.util.List;
import org.noports.atclient.activation.Enrollments;
import org.noports.cli.output.Terminal;
import picocli.CommandLine.Mixin;

/**
 * A command that manages enrolments: alone it logs in itself, within {@code interactive} it uses
 * the login that is there.
 */
abstract class ManagingProgram implements ActivationProgram {
  @Mixin private ActivationOptions options = new ActivationOptions();

  /** Throws {@link org.noports.cli.options.UsageProblem} for options that do not fit together. */
  void check() {}

  /** Whether it needs notifications. */
  boolean listens() {
    return false;
  }

  /** What it does while logged in; its exit code. */
  abstract int manage(Terminal terminal, EnrollmentManagement management)
      throws InterruptedException;

  @Override
  public final int run(Terminal terminal, List<String> arguments) throws InterruptedException {
    check();
    options.applyLogging(terminal);
    return EnrollmentManagement.with(
        options, terminal, listens(), management -> manage(terminal, management));
  }

  /** A command whose work is a few questions to the atServer. */
  abstract static class Asking extends ManagingProgram {
    abstract int ask(Terminal terminal, Enrollments enrollments);

    @Override
    final int manage(Terminal terminal, EnrollmentManagement management) {
      return ask(terminal, management.enrollments());
    }
  }
}
