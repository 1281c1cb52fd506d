package org.noports.cli.up;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.SequencedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.AtServerException;
import org.noports.cli.configfile.ConfigFile;
import org.noports.cli.options.AtSignConverter;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.options.LogOptions;
import org.noports.cli.options.Program;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.FailureText;
import org.noports.cli.output.Logging;
import org.noports.cli.output.Signals;
import org.noports.cli.output.Terminal;
import org.noports.cli.service.OperatorPages;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.name.AtSign;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.PicocliException;

/**
 * {@code noports atserver}: directory and atServers alone; others activate, relay and connect. With
 * {@code --add}, {@code --remove} or {@code --list} it gives that order to those that run; with
 * {@code --backup} it copies what they keep, whether they run or not.
 */
@Command(
    name = "atserver",
    customSynopsis = {
      "noports atserver [--dir path] [--atsign @a,@b] [--host name] [--port n] [--config file]",
      "       noports atserver [--dir path] --add @a | --remove @a | --list",
      "       noports atserver [--dir path] [--storage place] --backup file"
    },
    description = "Runs a private atDirectory and atServers until asked to stop.")
public final class AtServerProgram implements Program {
  private static final System.Logger ALWAYS = System.getLogger(AtServerProgram.class.getName());

  @Mixin private HostOptions options = new HostOptions();
  @Mixin private ServerOptions server = new ServerOptions();

  @Option(
      names = "--config",
      paramLabel = "<path>",
      description =
          "YAML file with options; the command line goes before it. SIGHUP reads it again and adds"
              + " atSigns that are new in it.")
  private @Nullable Path configFile;

  @Option(
      names = "--add",
      paramLabel = "<atSign>",
      converter = AtSignConverter.class,
      description = "Have the running atServers serve one more atSign.")
  private @Nullable AtSign added;

  @Option(
      names = "--remove",
      paramLabel = "<atSign>",
      converter = AtSignConverter.class,
      description = "Have them forget an atSign with everything stored for it.")
  private @Nullable AtSign removed;

  @Option(names = "--list", description = "Tell which atSigns they serve, and where.")
  private boolean listed;

  @Option(
      names = "--backup",
      paramLabel = "<path>",
      description =
          "Copy the storage as it is now to a new file, while atServers run or not. For PostgreSQL,"
              + " tell how to.")
  private @Nullable Path backup;

  @Mixin private LogOptions log = new LogOptions();

  @Override
  public int run(Terminal terminal, List<String> arguments) throws InterruptedException {
    AtServerProgram program = withFile(arguments);
    String order = program.order();
    if (program.backup != null) {
      return program.backUp(terminal, program.backup);
    }
    return order == null ? program.serve(terminal, arguments) : program.ask(terminal);
  }

  /** This program, or one with the same command line and the config file behind it. */
  private AtServerProgram withFile(List<String> arguments) {
    if (configFile == null) {
      return this;
    }
    return ServerKeys.ATSERVER.parse(AtServerProgram::new, arguments, ConfigFile.read(configFile));
  }

  private @Nullable String order() {
    if ((added == null ? 0 : 1)
            + (removed == null ? 0 : 1)
            + (listed ? 1 : 0)
            + (backup == null ? 0 : 1)
        > 1) {
      throw new UsageProblem("--add, --remove, --list and --backup are given one at a time");
    }
    if (added != null) {
      return "add " + added;
    }
    return removed != null ? "remove " + removed : listed ? "list" : null;
  }

  private int backUp(Terminal terminal, Path target) {
    try {
      options.serverConfig(options.layout(terminal), terminal.clock()).storage().backUp(target);
    } catch (AtServerException e) {
      throw new EnvironmentProblem(FailureText.of(e));
    }
    terminal.out().println("The storage as it is now is in " + target);
    terminal.out().flush();
    return 0;
  }

  private int ask(Terminal terminal) {
    Layout layout = options.layout(terminal);
    String answer = AdminSocket.ask(layout.directory(), String.valueOf(order()));
    if (answer.startsWith("error ")) {
      throw new EnvironmentProblem(answer.substring("error ".length()));
    }
    if (!answer.isEmpty()) {
      terminal.out().println(answer);
    }
    if (added != null) {
      tellActivation(terminal, layout, added);
    }
    terminal.out().flush();
    return 0;
  }

  private int serve(Terminal terminal, List<String> arguments) throws InterruptedException {
    log.apply(terminal, Logging.Detail.SHOUT);
    Layout layout = options.layout(terminal);
    SequencedSet<AtSign> atSigns = options.atSigns();
    try (PrivateServers servers =
        PrivateServers.start(
            layout,
            server.in(options.serverConfig(layout, terminal.clock())),
            atSigns,
            new SecureRandom())) {
      terminal.stop().closes(servers);
      terminal.stop().exitsWith(0);
      try (AdminSocket admin =
              AdminSocket.open(layout.directory(), order -> carriedOut(order, servers));
          OperatorPages figures =
              server.metrics() == null
                  ? null
                  : ServerMetrics.serve(server.metrics(), servers.host())) {
        terminal.stop().closes(admin);
        if (configFile != null) {
          Signals.handle("HUP", () -> reload(arguments, servers, terminal));
        }
        if (figures != null) {
          terminal.out().println("noports atserver tells its figures at " + figures.url());
        }
        atSigns.forEach(atSign -> tellActivation(terminal, layout, atSign));
        terminal
            .out()
            .println(
                "noports atserver is ready: . "
                    + PrivateServers.quoted(layout.environment().toString()));
        terminal.out().flush();
        terminal.awaitStop();
        return 0;
      }
    }
  }

  private static void tellActivation(Terminal terminal, Layout layout, AtSign atSign) {
    if (layout.secret(atSign) != null) {
      terminal
          .out()
          .println(
              "at_activate onboard -a %s -c \"$(cat %s)\""
                  .formatted(atSign, PrivateServers.quoted(layout.secretFile(atSign).toString())));
    }
  }

  /** One order of the operator; the answer is shown where it was given. */
  private static String carriedOut(String order, PrivateServers servers) {
    String[] words = order.strip().split(" ", -1);
    try {
      return switch (words[0]) {
        case "add" -> {
          servers.add(AtSign.of(words[words.length - 1]), new SecureRandom());
          yield "";
        }
        case "remove" -> {
          servers.remove(AtSign.of(words[words.length - 1]));
          yield "";
        }
        case "list" ->
            servers.host().atSigns().stream()
                .map(atSign -> atSign + " " + servers.host().addressOf(atSign))
                .collect(Collectors.joining("\n"));
        default -> "error there are add, remove and list";
      };
    } catch (AtServerException | EnvironmentProblem | ProtocolException e) {
      return "error " + FailureText.of(e);
    }
  }

  /** Adds the atSigns that are new in the file; on any problem all stays as it was. */
  private void reload(List<String> arguments, PrivateServers servers, Terminal terminal) {
    try {
      AtServerProgram next = new AtServerProgram();
      next.configFile = configFile;
      next = next.withFile(arguments);
      next.log.apply(terminal, Logging.Detail.SHOUT);
      for (AtSign atSign : next.options.atSigns()) {
        servers.add(atSign, new SecureRandom());
      }
      ALWAYS.log(
          System.Logger.Level.ERROR,
          "Config file read again: atSigns and log taken over; the rest needs a restart");
    } catch (AtServerException | EnvironmentProblem | UsageProblem | PicocliException e) {
      ALWAYS.log(
          System.Logger.Level.ERROR,
          "Config file not taken over, all stays as it was: " + FailureText.of(e));
    }
  }
}
