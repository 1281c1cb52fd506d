package org.noports.cli.srvd;

import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClient;
import org.noports.atclient.AtClientConfig;
import org.noports.cli.configfile.ConfigFile;
import org.noports.cli.edge.PatientStart;
import org.noports.cli.options.AtSignConverter;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.DurationConverter;
import org.noports.cli.options.EdgeOptions;
import org.noports.cli.options.ListenAddress;
import org.noports.cli.options.LogOptions;
import org.noports.cli.options.PortConverter;
import org.noports.cli.options.Program;
import org.noports.cli.options.Unoffered;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.Logging;
import org.noports.cli.output.Progress;
import org.noports.cli.output.Signals;
import org.noports.cli.output.Terminal;
import org.noports.cli.service.ServiceLife;
import org.noports.cli.service.SocketActivation;
import org.noports.cli.service.Systemd;
import org.noports.protocol.name.AtSign;
import org.noports.relay.PortRange;
import org.noports.relay.Relay;
import org.noports.relay.RelayConfig;
import org.noports.relay.SinglePortConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** srvd's command line (cli.md 4), and running it until asked to stop. */
@Command(
    name = "srvd",
    customSynopsis = "srvd -a @relay -i address [-m @client] [options]",
    description = "Relays sessions between clients and daemons; sees only encrypted bytes.")
public final class SrvdProgram implements Program {
  private static final String EVERYONE = "open";

  @Option(
      names = {"-a", "--atsign"},
      paramLabel = "<atSign>",
      converter = AtSignConverter.class,
      description = "The relay's atSign (mandatory).")
  private @Nullable AtSign atSign;

  @Option(
      names = {"-i", "--ip"},
      paramLabel = "<address>",
      description = "The name or address handed to both sides (mandatory).")
  private @Nullable String address;

  @Option(
      names = {"-m", "--manager"},
      paramLabel = "<atSign,...>",
      defaultValue = EVERYONE,
      description = "The only clients that may use the relay (default \"open\": everyone).")
  private String manager = EVERYONE;

  @Option(
      names = "--bind-host",
      paramLabel = "<address>",
      description = "The local address to open ports on (default all).")
  private @Nullable String bindHost;

  @Option(
      names = "--ports",
      paramLabel = "<first-last>",
      converter = PortRangeConverter.class,
      description = "The ports to open (default: any free ones).")
  private @Nullable PortRange ports;

  @Option(
      names = "--relay-auth-detect-window-ms",
      paramLabel = "<ms>",
      defaultValue = "500",
      description =
          "How long a side may stay silent before it is sent a challenge (default 500; 0: the"
              + " client's request says how both sides prove themselves).")
  private int detectWindowMillis = 500;

  @Option(
      names = {"--443", "--bind443"},
      negatable = true,
      description = "Also serve sessions through the one port 443.")
  private boolean singlePort;

  @Option(
      names = {"--443-bind-port", "--bindPort"},
      paramLabel = "<port>",
      converter = PortConverter.class,
      defaultValue = "443",
      description = "The port to bind for --443, when 443 is mapped to it (default 443).")
  private int singleBindPort = SinglePortConfig.ADVERTISED;

  @Option(
      names = "--signing-key-check-secs",
      paramLabel = "<seconds>",
      defaultValue = "300",
      description =
          "How often to look again at the signing keys of live sessions, to end those whose"
              + " enrolment was withdrawn (default 300; 0: never).")
  private int signingKeyCheckSeconds = 300;

  @Option(
      names = "--known-networks-only",
      negatable = true,
      description =
          "After a session's first 30 s refuse a signed line (relay authentication by payload),"
              + " which whoever saw it can send again, from a network it did not come from before"
              + " (default: off).")
  private boolean knownNetworksOnly;

  @Option(
      names = "--v4-clients",
      negatable = true,
      description =
          "Serve clients of version 4 too, in whose sessions neither side proves itself: whoever"
              + " connects first has them (default: off).")
  private boolean version4Clients;

  @Option(
      names = "--drain-timeout",
      paramLabel = "<time>",
      converter = DurationConverter.class,
      defaultValue = "60s",
      description =
          "After SIGTERM, how long live sessions may go on while new ones are refused (default 60s;"
              + " 0: end them at once; a second SIGTERM ends them too).")
  private Duration drainLimit = Duration.ofSeconds(60);

  @Option(
      names = "--metrics",
      paramLabel = "<[host:]port>",
      converter = ListenAddress.class,
      description =
          "Answer /metrics (Prometheus), /health and /sessions there; a port alone is on the"
              + " loopback address.")
  private @Nullable InetSocketAddress metrics;

  @Option(
      names = "--config",
      paramLabel = "<path>",
      description =
          "YAML file with options; the command line goes before it. SIGHUP reads it again.")
  private @Nullable Path configFile;

  @Mixin private LimitOptions limits = new LimitOptions();
  @Mixin private EdgeOptions edge = new EdgeOptions();
  @Mixin private LogOptions log = new LogOptions();

  @Override
  public List<Unoffered> unoffered() {
    return List.of(
        Unoffered.ignoredFlag("--per-session-storage", "--pss", "--pps"),
        Unoffered.flag("-s", "--snoop").because("is not offered: a relay does not log traffic"));
  }

  @Override
  public int run(Terminal terminal, List<String> arguments) throws InterruptedException {
    return withFile(arguments).serve(terminal, arguments);
  }

  /** This program, or one with the same command line and the config file behind it. */
  SrvdProgram withFile(List<String> arguments) {
    if (configFile == null) {
      return this;
    }
    return SrvdKeys.KEYS.parse(SrvdProgram::new, arguments, ConfigFile.read(configFile));
  }

  private int serve(Terminal terminal, List<String> arguments) throws InterruptedException {
    log.apply(terminal, Logging.Detail.SHOUT);
    AtSign self = CommandLines.mandatory("atsign", atSign);
    RelayConfig config = config();
    AtClientConfig account = edge.clientConfig(self, terminal);
    Progress progress = Progress.of(terminal, false, log.verbose());
    try (AtClient client = new PatientStart(terminal).open(() -> account)) {
      terminal.stop().closes(client);
      try (Relay relay = Relay.start(config, client)) {
        terminal.stop().closes(relay);
        terminal.stop().exitsWith(0);
        try (Systemd systemd = Systemd.of(terminal);
            MetricsServer figures = metrics == null ? null : MetricsServer.start(metrics, relay)) {
          if (figures != null) {
            progress.line("srvd tells its figures at " + figures.url());
          }
          ServiceLife service =
              new ServiceLife(new RelayService(relay), systemd, drainLimit, Reload.ALWAYS);
          if (configFile != null) {
            Reload reload = new Reload(this, arguments, relay, service, terminal);
            Signals.handle("HUP", reload::run);
          }
          progress.line("srvd is ready: %s relays at %s".formatted(self, config.advertisedHost()));
          service.run(terminal);
        }
        return 0;
      }
    }
  }

  /** Empty for everyone. */
  private Set<AtSign> managers() {
    Set<AtSign> managers = new LinkedHashSet<>();
    if (!manager.strip().equals(EVERYONE)) {
      for (String one : manager.split(",", -1)) {
        managers.add(new AtSignConverter().convert(one.strip()));
      }
    }
    return managers;
  }

  Duration drainLimit() {
    return drainLimit;
  }

  void applyLog(Terminal terminal) {
    log.apply(terminal, Logging.Detail.SHOUT);
  }

  /** What differs from the other of what can change while the relay runs, or of the rest. */
  List<String> changes(SrvdProgram other, boolean running) {
    RelayConfig config = config();
    RelayConfig others = other.config();
    List<String> names = new ArrayList<>();
    if (running) {
      add(names, "managers", config.managers(), others.managers());
      add(names, "limits", config.limits(), others.limits());
      add(names, "drain-timeout", drainLimit, other.drainLimit);
      add(names, "log", log.detail(), other.log.detail());
    } else {
      add(names, "atsign", atSign, other.atSign);
      add(names, "ip", address, other.address);
      add(names, "bind-host", bindHost, other.bindHost);
      add(names, "ports", ports, other.ports);
      add(names, "relay-auth-detect-window-ms", detectWindowMillis, other.detectWindowMillis);
      add(names, "443", singlePort, other.singlePort);
      add(names, "443-bind-port", singleBindPort, other.singleBindPort);
      add(names, "signing-key-check-secs", signingKeyCheckSeconds, other.signingKeyCheckSeconds);
      add(names, "known-networks-only", knownNetworksOnly, other.knownNetworksOnly);
      add(names, "v4-clients", version4Clients, other.version4Clients);
      add(names, "metrics", metrics, other.metrics);
      edge.changes(other.edge).forEach(names::add);
    }
    return names;
  }

  private static void add(
      List<String> names, String name, @Nullable Object value, @Nullable Object other) {
    if (!Objects.equals(value, other)) {
      names.add(name);
    }
  }

  /** A socket that systemd hands over is there for the single port, whatever else is said. */
  private @Nullable SinglePortConfig singlePort() {
    ServerSocketChannel listener = SocketActivation.listener();
    if (listener != null) {
      return SinglePortConfig.of(listener);
    }
    return singlePort ? SinglePortConfig.boundTo(singleBindPort) : null;
  }

  /** The command line checked and turned into what the relay module wants. */
  RelayConfig config() {
    String advertised = CommandLines.mandatory("ip", address);
    try {
      return RelayConfig.at(advertised)
          .bindHost(bindHost)
          .ports(ports)
          .managers(managers())
          .limits(limits.limits())
          .singlePort(singlePort())
          .signingKeyCheck(Duration.ofSeconds(signingKeyCheckSeconds))
          .knownNetworksOnly(knownNetworksOnly)
          .version4Clients(version4Clients)
          .authDetectWindow(Duration.ofMillis(detectWindowMillis))
          .build();
    } catch (IllegalArgumentException e) {
      throw new UsageProblem(String.valueOf(e.getMessage()), e);
    }
  }
}
