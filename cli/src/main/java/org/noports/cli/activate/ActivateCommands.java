package org.noports.cli.activate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.noports.cli.options.Program;
import org.noports.cli.options.UsageProblem;

/** Picks the command of at_activate: the first word, or {@code onboard} when that is an option. */
public final class ActivateCommands {
  private static final Map<String, Supplier<Program>> BY_NAME = new LinkedHashMap<>();

  static {
    BY_NAME.put("onboard", OnboardProgram::new);
    BY_NAME.put("status", StatusProgram::new);
    BY_NAME.put("otp", PasscodePrograms.Once::new);
    BY_NAME.put("spp", PasscodePrograms.Lasting::new);
    BY_NAME.put("enroll", EnrollProgram::new);
    BY_NAME.put("list", ListPrograms.All::new);
    BY_NAME.put("fetch", ListPrograms.One::new);
    BY_NAME.put("auto", AutoProgram::new);
    for (DecisionProgram.Decision decision : DecisionProgram.Decision.values()) {
      BY_NAME.put(decision.name().toLowerCase(Locale.ROOT), () -> new DecisionProgram(decision));
    }
    BY_NAME.put("interactive", () -> new InteractiveProgram(ActivateCommands::managing));
  }

  /** The commands there are. */
  public static final List<String> OFFERED = List.copyOf(BY_NAME.keySet());

  /** What {@code at_activate --help} prints. */
  public static final String USAGE =
      """
      Usage: at_activate <command> [options]

      Activates atSigns.

      Commands:
        onboard   Cut the keys of a new atSign with its CRAM secret (also without this word)
        status    Tell with the exit code how far an atSign is: 0 activated, 1 not activated,
                  2 atServer not reachable, 3 atSign unknown, 4 atDirectory not reachable
        otp       Print a passcode for one enrolment
        spp       Set a passcode for many enrolments
        enroll    Ask for keys of its own for this machine, and wait for them
        list      List the enrolments
        fetch     Show one enrolment
        approve   Approve enrolments, as deny, revoke, unrevoke and delete decide otherwise
        auto      Approve enrolments as they are asked for
        interactive  Read those commands that manage enrolments, one a line

      Each command has --help.
      """;

  private ActivateCommands() {}

  /** Whether the command line asks for the list of commands. */
  public static boolean asksForHelp(List<String> arguments) {
    return !arguments.isEmpty() && Set.of("help", "-h", "--help").contains(arguments.getFirst());
  }

  /** The command's program. */
  public static Program program(List<String> arguments) {
    String command = arguments.isEmpty() ? "" : arguments.getFirst();
    Supplier<Program> program = BY_NAME.get(command.startsWith("-") ? "onboard" : command);
    if (program != null) {
      return program.get();
    }
    throw new UsageProblem(
        command.isEmpty()
            ? "You must supply a command."
            : "'%s' is not a command of at_activate".formatted(command));
  }

  /** A command that manages enrolments. */
  private static ManagingProgram managing(String command) {
    Supplier<Program> program = BY_NAME.get(command);
    if (program != null && program.get() instanceof ManagingProgram managing) {
      return managing;
    }
    throw new UsageProblem("'%s' is not a command here; help lists them".formatted(command));
  }

  /** The command's own arguments. */
  public static List<String> rest(List<String> arguments) {
    return !arguments.isEmpty() && OFFERED.contains(arguments.getFirst())
        ? arguments.subList(1, arguments.size())
        : arguments;
  }
}
