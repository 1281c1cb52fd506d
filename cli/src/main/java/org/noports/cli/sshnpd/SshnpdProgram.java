package org.noports.cli.sshnpd;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClient;
import org.noports.cli.edge.PatientStart;
import org.noports.cli.options.AtSignConverter;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.DeviceNameConverter;
import org.noports.cli.options.EdgeOptions;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.options.Homes;
import org.noports.cli.options.LogOptions;
import org.noports.cli.options.Program;
import org.noports.cli.options.Unoffered;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.Logging;
import org.noports.cli.output.Progress;
import org.noports.cli.output.Terminal;
import org.noports.cli.output.Version;
import org.noports.daemon.Daemon;
import org.noports.daemon.DaemonConfig;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.session.PermitOpen;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** sshnpd's command line (cli.md 3.1), and running it until asked to stop. */
@Command(
    name = "sshnpd",
    customSynopsis = "sshnpd -a @device -m @client[,@client...] [-d name] [options]",
    description = "Lets clients reach services of this machine without an open port.")
public final class SshnpdProgram implements Program {
  private static final Pattern PERMIT_RULE =
      Pattern.compile("(\\*|[^\\s,*]+):(\\*|[1-9][0-9]{0,4})");

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
      description = "The atSigns that may connect (mandatory).")
  private List<AtSign> managers = new ArrayList<>();

  @Option(
      names = {"--permit-open", "--po"},
      paramLabel = "<host:port,...>",
      split = ",",
      description =
          "What clients may reach; * for any host or port"
              + " (default localhost:22,localhost:3389).")
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

  @Mixin private SshOptions ssh = new SshOptions();
  @Mixin private EdgeOptions edge = new EdgeOptions();
  @Mixin private LogOptions log = new LogOptions();

  @Override
  public List<Unoffered> unoffered() {
    return List.of(
        Unoffered.ignoredFlag("-u", "--un-hide", "--username"),
        Unoffered.ignoredValue("--storage-path"),
        Unoffered.ignoredFlag("--clear-cached-pks"),
        Unoffered.value(List.of(""), "-p", "--policy-manager"),
        // It dialled back to clients of version 3, which is not served.
        Unoffered.value(List.of("openssh", "dart"), "--ssh-client"),
        Unoffered.flag("--strict"),
        Unoffered.value(List.of("0"), "--client-key-check-secs"),
        Unoffered.flag("--require-enrollment-signature"),
        Unoffered.value(List.of(), "--config"),
        Unoffered.flag("--doctor"),
        Unoffered.flag("-o", "--output"));
  }

  @Override
  public int run(Terminal terminal, List<String> arguments) throws InterruptedException {
    log.apply(terminal, Logging.Detail.SHOUT);
    AtSign self = CommandLines.mandatory("atsign", atSign);
    DaemonConfig config = config(Homes.user(terminal), Homes.home(terminal));
    if (terminal.variable("SSHNPD_CONFIG") != null) {
      throw new EnvironmentProblem(
          "SSHNPD_CONFIG: config files are not supported in this release; use options");
    }
    Progress progress = Progress.of(terminal, false, log.verbose());
    try (AtClient client =
        new PatientStart(terminal).open(() -> edge.clientConfig(self, terminal))) {
      terminal.stop().closes(client);
      try (Daemon daemon = Daemon.start(config, client)) {
        terminal.stop().closes(daemon);
        terminal.stop().exitsWith(0);
        progress.line("sshnpd is ready: %s serves device %s".formatted(self, config.device()));
        terminal.awaitStop();
        return 0;
      }
    }
  }

  /** A rule that can never match is a mistake of the operator, not a strict daemon. */
  private PermitOpen permitted() {
    for (String entry : permitOpen) {
      if (!PERMIT_RULE.matcher(entry.strip()).matches()) {
        throw new UsageProblem(
            "Option --permit-open: '%s' is not host:port, *:port, host:* or *:*".formatted(entry));
      }
    }
    return PermitOpen.of(permitOpen);
  }

  /** The command line checked and turned into what the daemon module wants. */
  DaemonConfig config(String userName, Path home) {
    DeviceName name = CommandLines.mandatory("device", device);
    if (managers.isEmpty()) {
      throw new UsageProblem(
          "At least one of --managers and --policy-manager options must be supplied.");
    }
    DaemonConfig.Builder config =
        DaemonConfig.builder(name, managers)
            .deviceGroup(deviceGroup)
            .requireAead(requireAead)
            .requireHybrid(requireHybrid)
            .hide(hide)
            .userName(userName)
            .ssh(ssh.settings(home))
            .version(Version.text());
    if (!permitOpen.isEmpty()) {
      config.permitOpen(permitted());
    }
    try {
      return config.build();
    } catch (IllegalArgumentException e) {
      throw new UsageProblem(String.valueOf(e.getMessage()), e);
    }
  }
}
