package org.noports.cli.sshnp;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientConfig;
import org.noports.cli.clients.OutputOptions;
import org.noports.cli.clients.PartiesOptions;
import org.noports.cli.clients.ProtectionOptions;
import org.noports.cli.clients.RelayOptions;
import org.noports.cli.npt.BackgroundSession;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.DeclaredOption;
import org.noports.cli.options.EdgeOptions;
import org.noports.cli.options.Homes;
import org.noports.cli.options.OptionGroup;
import org.noports.cli.options.PortConverter;
import org.noports.cli.options.Program;
import org.noports.cli.options.Unoffered;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.Events;
import org.noports.cli.output.Terminal;
import org.noports.client.LocalBinding;
import org.noports.client.NptOptions;
import org.noports.client.RelayAuth;
import org.noports.client.RelaySides;
import org.noports.client.SshCommand;
import org.noports.client.SshnpOptions;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.ssh.SshPublicKey;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** sshnp's command line (cli.md 2.1). */
public final class SshnpProgram implements Program {
  private static final String DEFAULT_DEVICE = "default";
  private static final String MANDATORY_RELAY =
      "srvdAtSign is mandatory, unless list-devices is passed.";

  private final PartiesOptions parties = new PartiesOptions();
  private final RelayOptions relay = new RelayOptions();

  /** What {@code --srvd} was called before 5.2. */
  private @Nullable String host;

  private int localPort;
  private boolean sendPublicKey;
  private final SshClientOptions ssh = new SshClientOptions();
  private @Nullable String remoteUser;
  private @Nullable String tunnelUser;
  private int remoteSshdPort = 22;
  private boolean printCommand;
  private @Nullable String configFile;
  private boolean listDevices;
  private boolean authenticateClient = true;
  private boolean authenticateDevice = true;
  private final ProtectionOptions protection = new ProtectionOptions();
  private final EdgeOptions edge = new EdgeOptions();
  private final OutputOptions output = new OutputOptions();

  /** The process that {@code -x} leaves behind. */
  private boolean inBackground;

  @Override
  public CommandSpec commandLine() {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name("sshnp");
    spec.usageMessage()
        .customSynopsis(
            "sshnp -f @client -t @device -r @relay -d name [-i key] [options]",
            "sshnp -f @client [-t @device] --list-devices")
        .description(
            "Opens an ssh session to a device, or prints the ssh command that does. With"
                + " --no-encrypt-rvd-traffic one ssh runs in another.");
    declareIn(spec);
    return spec;
  }

  private void declareIn(CommandSpec spec) {
    OptionGroup.add(parties, spec);
    OptionGroup.add(relay, spec);
    DeclaredOption.in(spec, "-h", "--host").hidden().text(value -> host = value);
    DeclaredOption.in(spec, "-l", "--local-port")
        .label("<port>")
        .description("The local port of the tunnel; 0, the default, is any free one.")
        .value(Integer.class, new PortConverter(), value -> localPort = value);
    DeclaredOption.in(spec, "-s", "--send-ssh-public-key")
        .description("Send the public half of the identity file to the device first.")
        .flag(value -> sendPublicKey = value);
    OptionGroup.add(ssh, spec);
    DeclaredOption.in(spec, "-u", "--remote-user-name")
        .label("<name>")
        .description("Whom to log in as (default: the user the daemon runs as).")
        .text(value -> remoteUser = value);
    DeclaredOption.in(spec, "-U", "--tunnel-user-name")
        .label("<name>")
        .description("The user of the outer ssh, with --no-encrypt-rvd-traffic (default as -u).")
        .text(value -> tunnelUser = value);
    DeclaredOption.in(spec, "--remote-sshd-port")
        .label("<port>")
        .description("Where the device's sshd listens, with --no-encrypt-rvd-traffic (default 22).")
        .value(Integer.class, new PortConverter(), value -> remoteSshdPort = value);
    DeclaredOption.in(spec, "-x", "--output-execution-command")
        .description("Print the ssh command instead of running it; the tunnel waits for it.")
        .flag(value -> printCommand = value);
    DeclaredOption.in(spec, "--config-file")
        .label("<path>")
        .description(
            "A profile: KEY=value lines for options that are not given here. A name without a slash"
                + " is one of ~/.sshnp/config/<name>.env when no such file is here.")
        .text(value -> configFile = value);
    DeclaredOption.in(spec, "--list-devices", "--ls")
        .description(
            "Show the devices shared with you, and which of them answer; with --json on stdout.")
        .flag(value -> listDevices = value);
    DeclaredOption.in(spec, "--authenticate-client-to-rvd", "--ac")
        .description("Prove this side to the relay (default).")
        .flagThatIsOn(value -> authenticateClient = value);
    DeclaredOption.in(spec, "--authenticate-device-to-rvd", "--ad")
        .description("Have the device prove itself to the relay (default).")
        .flagThatIsOn(value -> authenticateDevice = value);
    OptionGroup.add(protection, spec);
    OptionGroup.add(edge, spec);
    OptionGroup.add(output, spec);
    DeclaredOption.in(spec, "--in-background").hidden().flag(value -> inBackground = value);
  }

  @Override
  public List<Unoffered> unoffered() {
    return List.of(
        // The daemon makes the ephemeral keys and has an option of its own for it.
        Unoffered.value(List.of("ssh-ed25519", "ssh-rsa"), "--ssh-algorithm")
            .because("is neither ssh-ed25519 nor ssh-rsa"),
        Unoffered.ignoredFlag("--per-session-storage", "--pss", "--pps"),
        Unoffered.value(List.of(), "-p", "--port")
            .because("is gone: the relay chooses its ports; -l is the local one"),
        Unoffered.value(List.of(), "--ssh-public-key")
            .because("is gone: use -s together with -i <private key>"),
        Unoffered.flag("--rsa").because("is gone: the daemon has --ssh-algorithm ssh-rsa"),
        Unoffered.value(List.of(), "--local-sshd-port")
            .because("is gone: the device no longer dials back; its side is --remote-sshd-port"),
        Unoffered.flag("--legacy-daemon")
            .because("is gone: what the daemon knows is found out by itself"));
  }

  @Override
  public Events events(Terminal terminal) {
    return output.events(terminal);
  }

  @Override
  public int run(Terminal terminal, List<String> arguments) throws InterruptedException {
    SshnpProgram program =
        configFile == null || configFile.isEmpty()
            ? this
            : completed(ConfigFile.place(configFile, Homes.home(terminal)), arguments);
    return program.start(terminal, arguments);
  }

  /** The same command line, with the profile standing in for what it does not say. */
  static SshnpProgram completed(Path file, List<String> arguments) {
    String[] words = arguments.toArray(String[]::new);
    ParseResult given = CommandLines.of(new SshnpProgram()).parseArgs(words);
    SshnpProgram program = new SshnpProgram();
    CommandLine line = CommandLines.of(program);
    line.setDefaultValueProvider(ConfigFile.read(file).behind(given));
    line.parseArgs(words);
    return program;
  }

  private int start(Terminal terminal, List<String> arguments) throws InterruptedException {
    output.applyLog(terminal);
    AtSign client = parties.from();
    if (client == null) {
      throw new UsageProblem("from (clientAtSign) is mandatory");
    }
    Supplier<AtClientConfig> config = () -> edge.rememberingConfig(client, terminal);
    if (listDevices) {
      return new DeviceListing(terminal, output.json(), config).run(parties.to());
    }
    if (parties.device() == null && !inBackground) {
      terminal
          .err()
          .println(
              "Warning: Using default value of \"default\" for optional arg \"--device\". Note that"
                  + " the --device arg will be mandatory in future releases.");
    }
    Path home = Homes.home(terminal);
    SshnpOptions options = options(terminal, home);
    SshCommand command = ssh.command(home);
    UserSession user = ssh.session(terminal, home, command, options);
    if (printCommand && !inBackground) {
      edge.askPassPhrase(client, terminal); // Later nobody is there to be asked.
      return new BackgroundSession(terminal, "sshnp")
          .start(arguments, 1, edge.passPhrase().toPassOn());
    }
    SshnpRun run = new SshnpRun(terminal, output.progress(terminal, false), config);
    OuterSsh outer =
        new OuterSsh(command, home.resolve(".sshnp"), localPort, tunnelUser, remoteSshdPort);
    return inBackground ? run.inBackground(options, outer) : run.run(options, outer, user);
  }

  /** The whole command line checked and turned into what the client module wants. */
  SshnpOptions options(Terminal terminal, Path home) {
    userName("--tunnel-user-name", tunnelUser);
    AtSign daemon = parties.to();
    if (daemon == null) {
      throw new UsageProblem("Option to is mandatory, unless list-devices is passed.");
    }
    DeviceName device = parties.device();
    RelayAuth auth = relay.auth();
    if (auth.only443() && !(authenticateClient && authenticateDevice)) {
      throw new UsageProblem(
          "through port 443 both sides prove themselves to the relay: leave out"
              + " --no-authenticate-client-to-rvd and --no-authenticate-device-to-rvd");
    }
    try {
      NptOptions.Builder session =
          SshnpOptions.session(
                  daemon,
                  device == null ? DeviceName.of(DEFAULT_DEVICE) : device,
                  relay.relays(host, MANDATORY_RELAY, edge.directory(terminal), terminal))
              // The outer ssh has the tunnel to itself, the user's has the port.
              .local(LocalBinding.loopback(protection.encrypt() ? localPort : 0))
              .daemonPingTimeout(parties.daemonPingTimeout())
              .relayAuth(auth);
      return new SshnpOptions(
          protection.addTo(session).build(),
          new RelaySides(authenticateClient, authenticateDevice),
          userName("--remote-user-name", remoteUser),
          sendPublicKey ? publicKey(home) : null);
    } catch (IllegalArgumentException e) {
      throw new UsageProblem(String.valueOf(e.getMessage()), e);
    }
  }

  /** The ssh command as it will be printed or run. */
  SshCommand command(Path home) {
    return ssh.command(home);
  }

  private SshPublicKey publicKey(Path home) {
    Path identity = ssh.identity(home);
    if (identity == null) {
      throw new UsageProblem(
          "--send-ssh-public-key needs --identity-file: its public half is what is sent");
    }
    return IdentityFile.publicKey(identity);
  }

  /** A name that ssh would take for an option, or that is no single word, is a mistake. */
  private static @Nullable String userName(String option, @Nullable String name) {
    if (name == null || name.isEmpty()) {
      return null;
    }
    if (name.startsWith("-")
        || name.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
      throw new UsageProblem("Option %s: '%s' is not a user's name".formatted(option, name));
    }
    return name;
  }
}
