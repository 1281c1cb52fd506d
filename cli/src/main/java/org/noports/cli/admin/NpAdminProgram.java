package org.noports.cli.admin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClient;
import org.noports.atclient.DirectoryAddress;
import org.noports.cli.edge.PatientStart;
import org.noports.cli.options.AtSignConverter;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.DirectoryConverter;
import org.noports.cli.options.EdgeOptions;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.options.LogOptions;
import org.noports.cli.options.Program;
import org.noports.cli.options.Unoffered;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.Logging;
import org.noports.cli.output.Progress;
import org.noports.cli.output.Terminal;
import org.noports.policy.PolicyLog;
import org.noports.policy.StoredGroups;
import org.noports.protocol.name.AtSign;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** np_admin's command line (cli.md 8, 19, 20.3), and serving until asked to stop. */
@Command(
    name = "np_admin",
    customSynopsis = "np_admin -a @policy -n sshnp [options]",
    description =
        "Serves the groups by which npp_atserver decides: a page for people and an API for"
            + " programs, on this machine only.")
public final class NpAdminProgram implements Program {
  private static final int PORT = 3000;
  private static final int SHORTEST_TOKEN = 16;
  private static final int LONGEST_TOKEN = 1000;

  @Option(
      names = {"-a", "--atsign"},
      paramLabel = "<atSign>",
      converter = AtSignConverter.class,
      description = "The policy service's atSign (mandatory).")
  private @Nullable AtSign atSign;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "<name>",
      description = "The namespace of the groups (mandatory): sshnp.")
  private @Nullable String namespace;

  @Option(
      names = {"-h", "--home-dir"},
      paramLabel = "<directory>",
      description = "The home directory whose .atsign/keys has the keys file.")
  private @Nullable Path home;

  @Option(
      names = "-d",
      paramLabel = "<host[:port]>",
      converter = DirectoryConverter.class,
      description = "As --root-server.")
  private @Nullable DirectoryAddress root;

  @Option(
      names = "--bind",
      paramLabel = "<address>",
      defaultValue = "localhost",
      description =
          "Where to listen (default localhost: this machine's users only). Any other address needs"
              + " --token-file, and something before it that speaks TLS.")
  private String bind = "localhost";

  @Option(
      names = "--port",
      paramLabel = "<port>",
      description = "The port to listen on (default 3000; 0: any free one).")
  private int port = PORT;

  @Option(
      names = "--token-file",
      paramLabel = "<path>",
      description =
          "A file with the secret that requests must know (Authorization: Bearer), at least 16"
              + " characters.")
  private @Nullable Path tokenFile;

  @Mixin private EdgeOptions edge = new EdgeOptions();
  @Mixin private LogOptions log = new LogOptions();

  @Override
  public List<Unoffered> unoffered() {
    return List.of(
        Unoffered.value(List.of(), "-c", "--cram-secret")
            .because("is for at_activate: at_activate onboard -a @policy -c SECRET"),
        Unoffered.ignoredValue("-s", "--storage-dir"),
        Unoffered.ignoredFlag("--never-sync"),
        Unoffered.ignoredValue("--max-connect-attempts"));
  }

  @Override
  public int run(Terminal terminal, List<String> arguments) throws InterruptedException {
    log.apply(terminal, Logging.Detail.SHOUT);
    AtSign self = CommandLines.mandatory("atsign", atSign);
    String family = family();
    List<InetAddress> addresses = addresses();
    Doorkeeper doorkeeper = new Doorkeeper(token(addresses));
    try (AtClient client =
        new PatientStart(terminal).open(() -> edge.at(home, root).clientConfig(self, terminal))) {
      terminal.stop().closes(client);
      try (PolicyLog events = PolicyLog.open(client, family, terminal.clock());
          StoredGroups groups = StoredGroups.open(client, family);
          AdminServer server =
              AdminServer.start(
                  addresses, port, doorkeeper, new AdminApi(groups, events), events)) {
        terminal.stop().closes(server);
        terminal.stop().exitsWith(0);
        Progress.of(terminal, false, log.verbose())
            .line(
                "np_admin is ready: http://%s:%d has the groups of %s"
                    .formatted(bind, server.port(), self));
        terminal.awaitStop();
        return 0;
      }
    }
  }

  private String family() {
    String name = CommandLines.mandatory("namespace", namespace);
    if (!name.matches("[a-z0-9_]{1,64}")) {
      throw new UsageProblem("Option --namespace: '%s' is not a namespace".formatted(name));
    }
    return name;
  }

  private List<InetAddress> addresses() {
    if (port < 0 || port > 65535) {
      throw new UsageProblem("Option --port: %d is not a port".formatted(port));
    }
    try {
      return List.of(InetAddress.getAllByName(bind));
    } catch (UnknownHostException e) {
      throw new UsageProblem("Option --bind: the name service does not know " + bind, e);
    }
  }

  private @Nullable String token(List<InetAddress> addresses) {
    Path file = tokenFile;
    if (file == null) {
      if (!addresses.stream().allMatch(InetAddress::isLoopbackAddress)) {
        throw new UsageProblem(
            "Option --bind %s lets other machines in: give --token-file too".formatted(bind));
      }
      return null;
    }
    String token;
    try {
      token = Files.size(file) > LONGEST_TOKEN ? "" : Files.readString(file).strip();
    } catch (IOException e) {
      throw new EnvironmentProblem("--token-file %s cannot be read: %s".formatted(file, e), e);
    }
    if (token.length() < SHORTEST_TOKEN || !token.matches("[!-~]+")) {
      throw new EnvironmentProblem(
          "--token-file %s must hold one word of %d to %d characters"
              .formatted(file, SHORTEST_TOKEN, LONGEST_TOKEN));
    }
    return token;
  }
}
