package org.noports.cli.sshnpd;

import java.lang.System.Logger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClient;
import org.noports.cli.configfile.ConfigFile;
import org.noports.cli.configfile.ConfigProblem;
import org.noports.cli.doctor.DaemonDoctor;
import org.noports.cli.edge.PatientStart;
import org.noports.cli.options.AtSignConverter;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.DeviceNameConverter;
import org.noports.cli.options.DurationConverter;
import org.noports.cli.options.EdgeOptions;
import org.noports.cli.options.Homes;
import org.noports.cli.options.LogOptions;
import org.noports.cli.options.Program;
import org.noports.cli.options.Unoffered;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.FailureText;
import org.noports.cli.output.Logging;
import org.noports.cli.output.Progress;
import org.noports.cli.output.Terminal;
import org.noports.cli.output.Version;
import org.noports.cli.service.ServiceLife;
import org.noports.cli.service.Systemd;
import org.noports.daemon.Daemon;
import org.noports.daemon.DaemonConfig;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.session.PermitOpen;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.PicocliException;

/** sshnpd's command line (cli.md 3.1), and running it until asked to stop. */
@Command(
    name = "sshnpd",
    customSynopsis = "sshnpd -a @device (-m @client[,@client...] | -p @policy) [-d name] [options]",
    description = "Lets clients reach services of this machine without an open port.")
public final class SshnpdProgram implements Program {
  /** For what an operator always sees, as the daemon's own lines. */
  private static final Logger ALWAYS = System.getLogger(Daemon.class.getName());

  @Option(
      names = {"-a", "--atsign"},
      paramLabel = "<atSign>",
      converter = AtSignConverter.class,
      description = "The daemon's atSign (mandatory).")
  private @Nullable AtSign atSign;

  @Option(
      names = {"-m", "--managers", "--manager"},
      paramLabel = "<atSign,...>",
      split = ",",
      converter = AtSignConverter.class,
      description = "The atSigns that may connect (this or --policy-manager is mandatory).")
  private List<AtSign> managers = new ArrayList<>();

  @Option(
      names = {"-p", "--policy-manager"},
      paramLabel = "<atSign>",
      converter = AtSignConverter.class,
      description = "The atSign of the policy service that decides about all others.")
  private @Nullable AtSign policyManager;

  @Option(
      names = {"--permit-open", "--po"},
      paramLabel = "<host:port,...>",
      split = ",",
      description =
          "What clients may reach; * for any host or port; with /udp behind for UDP, which needs"
              + " rules of its own (default localhost:22,localhost:3389; with a policy service"
              + " *:*, its answer decides).")
  private List<String> permitOpen = new ArrayList<>();

  @Option(
      names = {"-d", "--device"},
      paramLabel = "<name>",
      converter = DeviceNameConverter.class,
      defaultValue = "default",
      description = "This device's name (default \"default\").")
  private @Nullable DeviceName device;

  @Option(
      names = {"--device-group", "--dg"},
      paramLabel = "<name>",
      defaultValue = DaemonConfig.NO_DEVICE_GROUP,
      description = "The group of devices this one belongs to.")
  private String deviceGroup = DaemonConfig.NO_DEVICE_GROUP;

  @Option(
      names = "--require-aead",
      description = "Refuse clients that cannot authenticate the traffic.")
  private boolean requireAead;

  @Option(
      names = "--require-hybrid",
      description = "Refuse clients whose session keys a quantum computer could find later.")
  private boolean requireHybrid;

  @Option(
      names = {"-h", "--hide"},
      description = "Do not publish device information; pings are still answered.")
  private boolean hide;

  @Option(
      names = "--drain-timeout",
      paramLabel = "<time>",
      converter = DurationConverter.class,
      description =
          "After SIGTERM, how long live sessions may go on while another sshnpd serves new ones"
              + " (default 24h; 0: end them at once; a second SIGTERM ends them too).")
  private Duration drainLimit = Duration.ofHours(24);

  @Option(
      names = "--config",
      paramLabel = "<path>",
      description =
          "YAML file with options; the command line goes before it (default"
              + " /etc/noports/sshnpd.yaml, if it is there).")
  private @Nullable Path configFile;

  @Parameters(index = "0..*", arity = "0..*", hidden = true, paramLabel = "@policy")
  private List<String> words = new ArrayList<>();

  @Mixin private CheckOptions checks = new CheckOptions();
  @Mixin private DoctorOptions doctor = new DoctorOptions();
  @Mixin private SshOptions ssh = new SshOptions();
  @Mixin private EdgeOptions edge = new EdgeOptions();
  @Mixin private LogOptions log = new LogOptions();

  @Override
  public List<Unoffered> unoffered() {
    return List.of(
        Unoffered.ignoredFlag("-u", "--un-hide", "--username"),
        // It dialled back to clients of version 3, which is not served.
        Unoffered.value(List.of("openssh", "dart"), "--ssh-client"));
  }

  @Override
  public int run(Terminal terminal, List<String> arguments) throws InterruptedException {
    return doctor.isWanted()
        ? examine(terminal, arguments)
        : withFile(terminal, arguments).serve(terminal);
  }

  /** A config file that is wrong is one finding among others. */
  private int examine(Terminal terminal, List<String> arguments) throws InterruptedException {
    log.apply(terminal, Logging.Detail.NOTHING);
    Path file = ConfigPlace.find(configFile, terminal, System.getProperty("os.name"));
    try {
      return doctor.run(terminal, withFile(terminal, arguments).examined(file, null));
    } catch (ConfigProblem | UsageProblem | PicocliException e) {
      return doctor.run(terminal, examined(file, FailureText.of(e)));
    }
  }

  private DaemonDoctor.Daemon examined(@Nullable Path file, @Nullable String problem) {
    List<AtSign> others = new ArrayList<>(managers);
    AtSign policy = policy();
    if (policy != null) {
      others.add(policy);
    }
    return new DaemonDoctor.Daemon(
        CommandLines.mandatory("atsign", atSign),
        edge,
        others,
        permitOpen.isEmpty() ? List.of("localhost:" + ssh.sshdPort()) : permitOpen,
        ssh.sshdPort(),
        file,
        problem);
  }

  /** This program, or one with the same command line and the config file behind it. */
  SshnpdProgram withFile(Terminal terminal, List<String> arguments) {
    Path file = ConfigPlace.find(configFile, terminal, System.getProperty("os.name"));
    return file == null
        ? this
        : SshnpdKeys.KEYS.parse(SshnpdProgram::new, arguments, ConfigFile.read(file));
  }

  private int serve(Terminal terminal) throws InterruptedException {
    log.apply(terminal, Logging.Detail.SHOUT);
    AtSign self = CommandLines.mandatory("atsign", atSign);
    DaemonConfig config = config(Homes.user(terminal), Homes.home(terminal));
    checks.prepare(config.checks());
    Progress progress = Progress.of(terminal, false, log.verbose());
    try (AtClient client =
        new PatientStart(terminal).open(() -> edge.clientConfig(self, terminal))) {
      terminal.stop().closes(client);
      try (Daemon daemon = Daemon.start(config, client)) {
        terminal.stop().closes(daemon);
        terminal.stop().exitsWith(0);
        try (Systemd systemd = Systemd.of(terminal)) {
          progress.line("sshnpd is ready: %s serves device %s".formatted(self, config.device()));
          new ServiceLife(new DaemonService(daemon), systemd, drainLimit, ALWAYS).run(terminal);
        }
        return 0;
      }
    }
  }

  /** A rule that can never match is a mistake of the operator, not a strict daemon. */
  private PermitOpen permitted() {
    for (String entry : permitOpen) {
      if (!PermitOpen.isEntry(entry)) {
        throw new UsageProblem(
            "Option --permit-open: '%s' is not host:port, *:port, host:* or *:*, for UDP with /udp behind"
                .formatted(entry));
      }
    }
    return PermitOpen.of(permitOpen);
  }

  /** The command line checked and turned into what the daemon module wants. */
  DaemonConfig config(String userName, Path home) {
    AtSign self = CommandLines.mandatory("atsign", atSign);
    DeviceName name = CommandLines.mandatory("device", device);
    AtSign policy = policy();
    if (managers.isEmpty() && policy == null) {
      throw new UsageProblem(
          "At least one of --managers and --policy-manager options must be supplied.");
    }
    try {
      DaemonConfig.Builder config =
          DaemonConfig.builder(name, managers)
              .policy(policy)
              .policyCheck(checks.policyCheck())
              .deviceGroup(deviceGroup)
              .requireAead(requireAead)
              .requireHybrid(requireHybrid)
              .checks(checks.checks(self, name, home, policy != null))
              .hide(hide)
              .userName(userName)
              .ssh(ssh.settings(home))
              .version(Version.text());
      if (!permitOpen.isEmpty()) {
        config.permitOpen(permitted());
      }
      return config.build();
    } catch (IllegalArgumentException e) {
      throw new UsageProblem(String.valueOf(e.getMessage()), e);
    }
  }

  /** Service files hold it without its option as well (cli.md 12); empty words mean nothing. */
  private @Nullable AtSign policy() {
    AtSign policy = policyManager;
    for (String word : words) {
      if (word.isEmpty()) {
        continue;
      }
      if (policy != null || !word.startsWith("@")) {
        throw new UsageProblem("Unparsed args [%s]".formatted(word));
      }
      policy = new AtSignConverter().convert(word);
    }
    return policy;
  }
}
