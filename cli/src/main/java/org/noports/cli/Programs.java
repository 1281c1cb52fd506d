package org.noports.cli;

import static java.util.Map.entry;
import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.atserver.AtServerException;
import org.noports.cli.activate.ActivateCommands;
import org.noports.cli.activate.ActivateProgram;
import org.noports.cli.activate.IssueKeysProgram;
import org.noports.cli.admin.NpAdminProgram;
import org.noports.cli.demo.DemoProgram;
import org.noports.cli.doctor.DoctorProgram;
import org.noports.cli.edge.WarmUp;
import org.noports.cli.events.NpeventsProgram;
import org.noports.cli.image.ImageProgram;
import org.noports.cli.image.TrainingProgram;
import org.noports.cli.npt.NptProgram;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.options.LogOptions;
import org.noports.cli.options.Program;
import org.noports.cli.options.ProgramReference;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.FailureText;
import org.noports.cli.output.Terminal;
import org.noports.cli.output.Version;
import org.noports.cli.policy.NppAtserverProgram;
import org.noports.cli.policy.NppFileProgram;
import org.noports.cli.reference.CompletionProgram;
import org.noports.cli.reference.ReferenceProgram;
import org.noports.cli.srv.SrvProgram;
import org.noports.cli.srvd.SrvdProgram;
import org.noports.cli.sshnp.SshnpProgram;
import org.noports.cli.sshnpd.SshnpdProgram;
import org.noports.cli.up.AtDirectoryProgram;
import org.noports.cli.up.AtServerProgram;
import org.noports.cli.up.UpProgram;
import org.noports.client.ClientException;
import org.noports.daemon.DaemonException;
import org.noports.policy.PolicyException;
import org.noports.protocol.ProtocolException;
import org.noports.relay.RelayException;
import org.noports.tunnel.TunnelException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.PicocliException;

/**
 * Every program by its name. Whatever a program throws becomes one line on stderr and exit code 1
 * (cli.md 0.6); with a log wanted, the chain of causes as well; never a trace.
 */
final class Programs {
  private static final String ACTIVATE = "at_activate";

  private static final Map<String, Supplier<Program>> BY_NAME =
      Map.ofEntries(
          entry("npt", NptProgram::new),
          entry("sshnp", SshnpProgram::new),
          entry("sshnpd", SshnpdProgram::new),
          entry("srvd", SrvdProgram::new),
          entry("srv", SrvProgram::new),
          entry("npp_file", NppFileProgram::new),
          entry("npa_file", NppFileProgram::new),
          entry("npp_atserver", NppAtserverProgram::new),
          entry("np_admin", NpAdminProgram::new),
          entry("npevents", NpeventsProgram::new),
          entry("up", UpProgram::new),
          entry("atserver", AtServerProgram::new),
          entry("atdirectory", AtDirectoryProgram::new),
          entry("activate", ActivateProgram::new),
          entry("issue-keys", IssueKeysProgram::new),
          entry("demo", DemoProgram::new),
          entry("doctor", DoctorProgram::new),
          entry("completion", () -> new CompletionProgram(Programs::references)),
          // Only packaging and who writes documents runs these.
          entry("reference", () -> new ReferenceProgram(Programs::references)),
          entry("image", () -> new ImageProgram(Programs::references)),
          entry(
              "training",
              () -> new TrainingProgram((terminal, words) -> new Programs(terminal).run(words))));

  /** Those users run, in the order documents have them. */
  private static final List<String> DOCUMENTED =
      List.of(
          "npt",
          "sshnp",
          "sshnpd",
          "srvd",
          "srv",
          "npp_file",
          "npp_atserver",
          "np_admin",
          "npevents",
          "issue-keys",
          "activate",
          "up",
          "atserver",
          "atdirectory",
          "demo",
          "doctor",
          "completion");

  /** Those that a person waits for to have a session. */
  private static final Set<String> WAITED_FOR = Set.of("npt", "sshnp");

  /** Programs of the specification that this release does not have. */
  private static final Set<String> LATER = Set.of("npp", "npp_client");

  private static final String USAGE =
      """
      Usage: noports <program> [options]

      Reaches TCP and UDP services on machines that have no open port, end-to-end encrypted.

      Programs:
        demo         Show a whole session on this machine, every party included
        up           Run a private atDirectory, atServers and relay
        atserver     Run a private atDirectory and atServers without a relay
        atdirectory  Run an atDirectory alone, for atServers elsewhere
        npt          Open a local port that leads to a service at a device's side
        sshnp        Open an ssh session to a device, or print the ssh command that does
        sshnpd       Let clients reach services of this machine
        srvd         Relay sessions between clients and daemons
        srv          Be one end of a session (started by other programs)
        npp_file     Tell daemons who may reach what, by the groups in a file
        npp_atserver Tell daemons who may reach what, by the groups that np_admin keeps
        np_admin     Keep groups of users and what they may reach, with a page and an API
        npevents     Print what relays tell of sessions
        at_activate  Cut an atSign's keys, enrol further machines, tell how far an atSign is
        issue-keys   Print the command that gets keys on another machine, and approve them
        activate     Get keys for this machine with that command
        doctor       Find out why a client, daemon or relay does not work here
        completion   Print what completes options in bash, zsh or fish

      Each program has --help, and its name in bin/ runs it directly.
      """;

  private final Terminal terminal;

  Programs(Terminal terminal) {
    this.terminal = terminal;
  }

  /** What every program that users run says of itself. */
  static List<ProgramReference> references() {
    Stream<ProgramReference> byName =
        DOCUMENTED.stream()
            .map(name -> ProgramReference.of(name, requireNonNull(BY_NAME.get(name)).get()));
    Stream<ProgramReference> activation =
        ActivateCommands.OFFERED.stream()
            .map(command ->
                ProgramReference.of(
                    ACTIVATE + " " + command, ActivateCommands.program(List.of(command))));
    return Stream.concat(byName, activation).toList();
  }

  /** Runs the program the first word names; the exit code. */
  int run(String... words) {
    if (words.length == 0) {
      return usageProblem("");
    }
    String name = words[0];
    List<String> arguments = Arrays.asList(words).subList(1, words.length);
    return switch (name) {
      case "--help", "help" -> printed(USAGE);
      case "--version" -> printed(Version.banner() + "\n");
      case ACTIVATE -> activate(arguments);
      default -> {
        Supplier<Program> program = BY_NAME.get(name);
        if (program != null) {
          if (WAITED_FOR.contains(name)) {
            WarmUp.begin(arguments, terminal);
          }
          yield run(program.get(), arguments);
        }
        yield usageProblem(
            LATER.contains(name)
                ? "%s is not part of this release".formatted(name)
                : "'%s' is not a program of NoPorts".formatted(name));
      }
    };
  }

  private int activate(List<String> arguments) {
    if (ActivateCommands.asksForHelp(arguments)) {
      return printed(ActivateCommands.USAGE);
    }
    Program program;
    try {
      program = ActivateCommands.program(arguments);
    } catch (UsageProblem e) {
      return complain(Version.banner() + "\n" + ActivateCommands.USAGE, FailureText.of(e));
    }
    return run(program, ActivateCommands.rest(arguments));
  }

  private int run(Program program, List<String> arguments) {
    CommandLine line = CommandLines.of(program);
    LogOptions log = CommandLines.logOptions(line);
    try {
      line.parseArgs(arguments.toArray(String[]::new));
      if (log.help()) {
        return printed(CommandLines.usage(line));
      }
      if (log.version()) {
        return printed(Version.banner() + "\n");
      }
      return program.run(terminal, arguments);
    } catch (ParameterException e) {
      // A wrong value does not matter to who only wants to read the help.
      return log.help() ? printed(CommandLines.usage(line)) : usageProblem(program, line, e);
    } catch (UsageProblem | PicocliException e) {
      return usageProblem(program, line, e);
    } catch (AtClientException
        | ClientException
        | DaemonException
        | PolicyException
        | RelayException
        | TunnelException
        | AtServerException
        | ProtocolException
        | EnvironmentProblem e) {
      return failed(program, FailureText.of(e), e, log);
    } catch (InterruptedException e) {
      return 1;
    } catch (RuntimeException e) {
      return failed(program, "Unexpected: " + FailureText.chain(e), e, log);
    }
  }

  private int failed(Program program, String text, RuntimeException failure, LogOptions log) {
    if (terminal.stop().isAsked()) {
      return 1; // It failed because everything is being closed.
    }
    program.events(terminal).tell("failed", line -> line.put("reason", text));
    complain(null, text);
    if (log.verbose() && failure.getCause() != null) {
      terminal.err().println("Cause : " + FailureText.chain(failure.getCause()));
    }
    return program.failureCode();
  }

  private int usageProblem(Program program, CommandLine line, RuntimeException problem) {
    String text =
        problem instanceof ParameterException wrong
            ? CommandLines.problem(wrong)
            : FailureText.of(problem);
    if (program.usageIsResult()) {
      terminal.err().println(Version.banner());
      printed(CommandLines.usage(line));
      return complain(null, text);
    }
    return complain(Version.banner() + "\n" + CommandLines.usage(line), text);
  }

  private int usageProblem(String problem) {
    return complain(Version.banner() + "\n" + USAGE, problem);
  }

  private int complain(@Nullable String before, String problem) {
    if (before != null) {
      terminal.err().print(before);
    }
    if (!problem.isEmpty()) {
      terminal.err().println((before == null ? "" : "\n") + "Error : " + problem);
    }
    return 1;
  }

  private int printed(String text) {
    terminal.out().print(text);
    terminal.out().flush();
    return 0;
  }
}
