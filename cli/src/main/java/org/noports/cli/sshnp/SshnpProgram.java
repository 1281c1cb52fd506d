package org.noports.cli.sshnp;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientConfig;
import org.noports.cli.npt.BackgroundSession;
import org.noports.cli.options.AtSignConverter;
import org.noports.cli.options.AuthModeConverter;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.DeviceNameConverter;
import org.noports.cli.options.EdgeOptions;
import org.noports.cli.options.Homes;
import org.noports.cli.options.LogOptions;
import org.noports.cli.options.PortConverter;
import org.noports.cli.options.Program;
import org.noports.cli.options.Unoffered;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.Logging;
import org.noports.cli.output.Progress;
import org.noports.cli.output.Terminal;
import org.noports.client.LocalBinding;
import org.noports.client.NptOptions;
import org.noports.client.RelayAuth;
import org.noports.client.RelaySides;
import org.noports.client.SshCommand;
import org.noports.client.SshnpOptions;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.ssh.SshPublicKey;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** sshnp's command line (cli.md 2.1). */
@Command(
    name = "sshnp",
    customSynopsis = {
      "sshnp -f @client -t @device -r @relay -d name [-i key] [options]",
      "sshnp -f @client [-t @device] --list-devices",
    },
    description = "Opens an ssh session to a device, or prints the ssh command that does.")
public final class SshnpProgram implements Program {
  private static final String DEFAULT_DEVICE = "default";

  @Option(
      names = {"-f", "--from"},
      paramLabel = "<atSign>",
      converter = AtSignConverter.class,
      description = "The client's atSign, yours (mandatory).")
  private @Nullable AtSign from;

  @Option(
      names = {"-t", "--to"},
      paramLabel = "<atSign>",
      description = "The daemon's atSign (mandatory, except with --list-devices).")
  private @Nullable String to;

  @Option(
      names = {"-r", "--srvd"},
      paramLabel = "<atSign>",
      description = "The relay's atSign (mandatory, except with --list-devices).")
  private @Nullable String srvd;

  /** What {@code --srvd} was called before 5.2. */
  @Option(
      names = {"-h", "--host", "--rvd"},
      hidden = true)
  private @Nullable String host;

  @Option(
      names = {"-d", "--device"},
      paramLabel = "<name>",
      converter = DeviceNameConverter.class,
      description = "The device's name (default \"default\").")
  private @Nullable DeviceName device;

  @Option(
      names = {"-l", "--local-port"},
      paramLabel = "<port>",
      converter = PortConverter.class,
      description = "The local port of the tunnel; 0, the default, is any free one.")
  private int localPort;

  @Option(
      names = {"-i", "--identity-file"},
      paramLabel = "<path>",
      description = "Your private ssh key; without it ssh chooses.")
  private @Nullable String identityFile;

  @Option(
      names = {"-s", "--send-ssh-public-key"},
      description = "Send the public half of the identity file to the device first.")
  private boolean sendPublicKey;

  @Option(
      names = {"-o", "--local-ssh-options"},
      paramLabel = "<words,...>",
      split = ",",
      description = "More words for the ssh command, for example -o \"-D 1080\".")
  private List<String> sshOptions = new ArrayList<>();

  @Option(
      names = {"-u", "--remote-user-name"},
      paramLabel = "<name>",
      description = "Whom to log in as (default: the user the daemon runs as).")
  private @Nullable String remoteUser;

  @Option(
      names = {"-U", "--tunnel-user-name"},
      paramLabel = "<name>",
      description = "The user of the outer ssh, with --no-encrypt-rvd-traffic (default as -u).")
  private @Nullable String tunnelUser;

  @Option(
      names = "--remote-sshd-port",
      paramLabel = "<port>",
      converter = PortConverter.class,
      description = "Where the device's sshd listens, with --no-encrypt-rvd-traffic (default 22).")
  private int remoteSshdPort = 22;

  @Option(
      names = "--add-forwards-to-tunnel",
      description = "Give the words of -o to the outer ssh instead.")
  private boolean forwardsOnTunnel;

  @Option(
      names = {"-x", "--output-execution-command"},
      description = "Print the ssh command instead of running it; the tunnel waits for it.")
  private boolean printCommand;

  @Option(
      names = "--config-file",
      paramLabel = "<path>",
      description = "A profile: KEY=value lines for options that are not given here.")
  private @Nullable String configFile;

  @Option(
      names = {"--list-devices", "--ls"},
      description = "Show the devices shared with you, and which of them answer.")
  private boolean listDevices;

  @Option(names = "--json", description = "With --list-devices: as JSON on stdout.")
  private boolean json;

  @Option(
      names = {"--authenticate-client-to-rvd", "--ac"},
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Prove this side to the relay (default).")
  private boolean authenticateClient = true;

  @Option(
      names = {"--authenticate-device-to-rvd", "--ad"},
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Have the device prove itself to the relay (default).")
  private boolean authenticateDevice = true;

  @Option(
      names = {"--encrypt-rvd-traffic", "--et"},
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Encrypt the tunnel end to end (default); without it one ssh runs in another.")
  private boolean encrypt = true;

  @Option(
      names = "--require-aead",
      description = "Refuse daemons that know no authenticated streams.")
  private boolean requireAead;

  @Option(
      names = {"--relay-auth-mode", "--ram"},
      paramLabel = "payload|escr",
      converter = AuthModeConverter.class,
      description =
          "How both sides prove themselves to the relay (default escr where relay and daemon"
              + " know it).")
  private @Nullable AuthMode relayAuthMode;

  @Option(
      names = {"--daemon-ping-timeout", "--dpt"},
      paramLabel = "<seconds>",
      description = "How long to wait for the daemon's first answer (default 20).")
  private long pingSeconds = 20;

  @Option(
      names = {"-q", "--quiet"},
      description = "Show no progress.")
  private boolean quiet;

  @Mixin private EdgeOptions edge = new EdgeOptions();
  @Mixin private LogOptions log = new LogOptions();

  /** The process that {@code -x} leaves behind. */
  @Option(names = "--in-background", hidden = true)
  private boolean inBackground;

  @Override
  public List<Unoffered> unoffered() {
    return List.of(
        // Ends the built-in client's tunnel; OpenSSH's ends with its last channel.
        Unoffered.ignoredValue("--idle-timeout"),
        Unoffered.ignoredValue("--identity-passphrase"),
        // The daemon makes the ephemeral keys and has an option of its own for it.
        Unoffered.value(List.of("ssh-ed25519", "ssh-rsa"), "--ssh-algorithm"),
        Unoffered.value(List.of("openssh"), "--ssh-client"),
        Unoffered.ignoredFlag("--per-session-storage", "--pss", "--pps"),
        Unoffered.flag("--443"),
        Unoffered.value(List.of(), "--only-port"),
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
  public int run(Terminal terminal, List<String> arguments) throws InterruptedException {
    return (configFile == null || configFile.isEmpty() ? this : completed(configFile, arguments))
        .start(terminal, arguments);
  }

  /** The same command line, with the profile standing in for what it does not say. */
  static SshnpProgram completed(String file, List<String> arguments) {
    SshnpProgram program = new SshnpProgram();
    CommandLine line = CommandLines.of(program);
    line.setDefaultValueProvider(ConfigFile.read(Path.of(file)));
    line.parseArgs(arguments.toArray(String[]::new));
    return program;
  }

  private int start(Terminal terminal, List<String> arguments) throws InterruptedException {
    log.apply(terminal, Logging.Detail.SHOUT);
    if (from == null) {
      throw new UsageProblem("from (clientAtSign) is mandatory");
    }
    AtSign client = from;
    Supplier<AtClientConfig> config = () -> edge.clientConfig(client, terminal);
    if (listDevices) {
      return new DeviceListing(terminal, json, config).run(to == null ? null : daemon());
    }
    if (device == null && !inBackground) {
      terminal
          .err()
          .println(
              "Warning: Using default value of \"default\" for optional arg \"--device\". Note that"
                  + " the --device arg will be mandatory in future releases.");
    }
    Path home = Homes.home(terminal);
    SshnpOptions options = options(home);
    SshCommand command = command(home);
    if (printCommand && !inBackground) {
      return new BackgroundSession(terminal, "sshnp").start(arguments, 1);
    }
    SshnpRun run =
        new SshnpRun(terminal, Progress.of(terminal, quiet, log.verbose()), config, command);
    return run.run(
        options,
        inBackground,
        new OuterSsh(command, home.resolve(".sshnp"), localPort, tunnelUser, remoteSshdPort));
  }

  /** The whole command line checked and turned into what the client module wants. */
  SshnpOptions options(Path home) {
    AtSign daemon = daemon();
    RelayAuth auth =
        relayAuthMode == null ? RelayAuth.DEFAULT : RelayAuth.explicitly(relayAuthMode);
    try {
      NptOptions session =
          SshnpOptions.session(
                  daemon, device == null ? DeviceName.of(DEFAULT_DEVICE) : device, relay())
              // The outer ssh has the tunnel to itself, the user's has the port.
              .local(LocalBinding.loopback(encrypt ? localPort : 0))
              .daemonPingTimeout(Duration.ofSeconds(pingSeconds))
              .encrypt(encrypt)
              .requireAead(requireAead)
              .relayAuth(auth)
              .build();
      return new SshnpOptions(
          session,
          new RelaySides(authenticateClient, authenticateDevice),
          userName("--remote-user-name", remoteUser),
          publicKey(home));
    } catch (IllegalArgumentException e) {
      throw new UsageProblem(String.valueOf(e.getMessage()), e);
    }
  }

  SshCommand command(Path home) {
    userName("--tunnel-user-name", tunnelUser);
    try {
      return new SshCommand(
          identityFile == null || identityFile.isEmpty()
              ? null
              : IdentityFile.path(identityFile, home).toString(),
          sshOptions.stream().flatMap(value -> SshCommand.words(value).stream()).toList(),
          forwardsOnTunnel);
    } catch (IllegalArgumentException e) {
      throw new UsageProblem("Option --local-ssh-options: " + e.getMessage(), e);
    }
  }

  private @Nullable SshPublicKey publicKey(Path home) {
    if (!sendPublicKey) {
      return null;
    }
    if (identityFile == null || identityFile.isEmpty()) {
      throw new UsageProblem(
          "--send-ssh-public-key needs --identity-file: its public half is what is sent");
    }
    return IdentityFile.publicKey(IdentityFile.path(identityFile, home));
  }

  private AtSign daemon() {
    if (to == null || to.isEmpty()) {
      throw new UsageProblem("Option to is mandatory, unless list-devices is passed.");
    }
    return new AtSignConverter().convert(to);
  }

  private AtSign relay() {
    String relay = srvd == null ? host : srvd;
    if (relay == null || relay.isEmpty()) {
      throw new UsageProblem("srvdAtSign is mandatory, unless list-devices is passed.");
    }
    if (relay.contains(",")) {
      throw new UsageProblem(
          "Option srvd takes one relay: choosing the fastest of several is not supported in this"
              + " release");
    }
    return new AtSignConverter().convert(relay);
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
