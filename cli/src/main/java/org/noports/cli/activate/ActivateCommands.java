package org.noports.cli.activate;

import java.util.List;
import java.util.Set;
import org.noports.cli.options.Program;
import org.noports.cli.options.UsageProblem;

/** Picks the command of at_activate: the first word, or {@code onboard} when that is an option. */
public final class ActivateCommands {
  /** The commands there are. */
  public static final List<String> OFFERED = List.of("onboard", "status");

  private static final Set<String> LATER =
      Set.of(
          "otp",
          "spp",
          "enroll",
          "list",
          "fetch",
          "approve",
          "auto",
          "deny",
          "revoke",
          "unrevoke",
          "delete",
          "interactive");

  /** What {@code at_activate --help} prints. */
  public static final String USAGE =
      """
      Usage: at_activate <command> [options]

      Activates atSigns.

      Commands:
        onboard   Cut the keys of a new atSign with its CRAM secret (also without this word)
        status    Tell with the exit code how far an atSign is: 0 activated, 1 not activated,
                  2 atServer not reachable, 3 atSign unknown, 4 atDirectory not reachable

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
    if (command.startsWith("-") || command.equals("onboard")) {
      return new OnboardProgram();
    }
    if (command.equals("status")) {
      return new StatusProgram();
    }
    if (LATER.contains(command)) {
      throw new UsageProblem("at_activate %s is not supported in this release".formatted(command));
    }
    throw new UsageProblem(
        command.isEmpty()
            ? "You must supply a command."
            : "'%s' is not a command of at_activate".formatted(command));
  }

  /** The command's own arguments. */
  public static List<String> rest(List<String> arguments) {
    return !arguments.isEmpty() && OFFERED.contains(arguments.getFirst())
        ? arguments.subList(1, arguments.size())
        : arguments;
  }
}
