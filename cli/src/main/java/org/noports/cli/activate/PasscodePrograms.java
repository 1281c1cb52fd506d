package org.noports.cli.activate;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.activation.Enrollments;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.DurationConverter;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The passcodes with which enrolments are asked for (cli.md 6.2). */
final class PasscodePrograms {
  private PasscodePrograms() {}

  /** {@code at_activate otp}. */
  @Command(
      name = "otp",
      customSynopsis = "at_activate otp -a @atsign [-e time] [options]",
      description = "Prints a passcode for one enrolment.")
  static final class Once extends ManagingProgram.Asking {
    @Option(
        names = {"-e", "--expiry"},
        paramLabel = "<time>",
        converter = DurationConverter.class,
        description = "How long it serves (default 5m).")
    private @Nullable Duration expiry;

    @Override
    int ask(Terminal terminal, Enrollments enrollments) {
      terminal.out().println(enrollments.passcode(expiry));
      return 0;
    }
  }

  /** {@code at_activate spp}. */
  @Command(
      name = "spp",
      customSynopsis = "at_activate spp -a @atsign -s passcode [-e time] [options]",
      description = "Sets a passcode that serves for many enrolments.")
  static final class Lasting extends ManagingProgram.Asking {
    @Option(
        names = {"-s", "--spp"},
        paramLabel = "<passcode>",
        description = "The passcode: 6 to 16 letters and digits (mandatory).")
    private @Nullable String passcode;

    @Option(
        names = {"-e", "--expiry"},
        paramLabel = "<time>",
        converter = DurationConverter.class,
        description = "How long it serves (default: until it is replaced).")
    private @Nullable Duration expiry;

    @Override
    void check() {
      wanted();
    }

    @Override
    int ask(Terminal terminal, Enrollments enrollments) {
      String answer = enrollments.setPasscode(wanted(), expiry);
      terminal.out().println("Server response: data:" + answer);
      return 0;
    }

    private String wanted() {
      String wanted = CommandLines.mandatory("spp", passcode);
      if (!wanted.matches("[A-Za-z0-9]{6,16}")) {
        throw new UsageProblem("SPP must be alphanumeric and 6 to 16 characters long");
      }
      return wanted;
    }
  }
}
