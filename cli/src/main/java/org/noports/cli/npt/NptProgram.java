package org.noports.cli.npt;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientConfig;
import org.noports.cli.options.AtSignConverter;
import org.noports.cli.options.AuthModeConverter;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.DeviceNameConverter;
import org.noports.cli.options.DurationConverter;
import org.noports.cli.options.EdgeOptions;
import org.noports.cli.options.LogOptions;
import org.noports.cli.options.PortConverter;
import org.noports.cli.options.Program;
import org.noports.cli.options.Unoffered;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.Events;
import org.noports.cli.output.Logging;
import org.noports.cli.output.Progress;
import org.noports.cli.output.Terminal;
import org.noports.client.LocalBinding;
import org.noports.client.NptOptions;
import org.noports.client.RelayAuth;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.session.ServiceAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** npt's command line (cli.md 1.1). */
@Command(
    name = "npt",
    customSynopsis = {
      "npt -f @client -t @device -r @relay -d name -p port [-l port] [options]",
      "npt ... -p port [-h host] [-l port] -p port [-h host] [-l port] ...",
      "npt ... --socks port",
      "npt ... -W host:port",
    },
    description =
        "Opens a local port that leads to a service at the device's side; or several; or a local"
            + " proxy to all of them; or joins stdin and stdout with one.")
public final class NptProgram implements Program {
  /** A session to one target of a proxy outlives the pauses of its user, not their evening. */
  private static final Duration PROXY_TIMEOUT = Duration.ofMinutes(5);

  @Option(
      names = {"-f", "--from"},
      paramLabel = "<atSign>",
      converter = AtSignConverter.class,
      description = "The client's atSign, yours (mandatory).")
  private @Nullable AtSign from;

  @Option(
      names = {"-t", "--to"},
      paramLabel = "<atSign>",
      converter = AtSignConverter.class,
      description = "The daemon's atSign (mandatory).")
  private @Nullable AtSign to;

  @Option(
      names = {"-r", "--srvd"},
      paramLabel = "<atSign>",
      description = "The relay's atSign (mandatory).")
  private @Nullable String srvd;

  @Option(
      names = {"-d", "--device"},
      paramLabel = "<name>",
      converter = DeviceNameConverter.class,
      description = "The device's name (mandatory).")
  private @Nullable DeviceName device;

  @Option(
      names = {"-p", "--remote-port", "--rp"},
      paramLabel = "<port>",
      split = ",",
      converter = PortConverter.class,
      description =
          "The port to reach at the device's side (mandatory, unless --socks or -W). Given several"
              + " times: one local port for each.")
  private @Nullable List<Integer> remotePorts;

  @Option(
      names = {"-h", "--remote-host", "--rh"},
      paramLabel = "<host>",
      split = ",",
      description =
          "The host to reach, as the daemon resolves it (default localhost). With several -p: once"
              + " for all, or once for each, in their order.")
  private @Nullable List<String> remoteHosts;

  @Option(
      names = {"-l", "--local-port", "--lp"},
      paramLabel = "<port>",
      split = ",",
      converter = PortConverter.class,
      description =
          "The local port to listen on; 0, the default, is any free one. With several -p: once for"
              + " each, in their order, or not at all.")
  private @Nullable List<Integer> localPorts;

  @Option(
      names = {"-W", "--stdio"},
      paramLabel = "<host:port>",
      description =
          "Join stdin and stdout with one connection to this service, without a local port; for"
              + " ssh: -o ProxyCommand=\"npt ... -W %%h:%%p\".")
  private @Nullable String stdio;

  @Option(
      names = "--socks",
      paramLabel = "<port>",
      converter = PortConverter.class,
      description =
          "Be a local proxy on this port (0 is any free one): SOCKS5, SOCKS4A and HTTP CONNECT to"
              + " whatever the daemon permits.")
  private @Nullable Integer socksPort;

  @Option(
      names = {"--local-host", "--lh"},
      paramLabel = "<host,...>",
      split = ",",
      description = "The local address to listen on (default localhost; 0.0.0.0 is all).")
  private @Nullable List<String> localHosts;

  @Mixin private EdgeOptions edge = new EdgeOptions();

  @Option(
      names = {"--daemon-ping-timeout", "--dpt"},
      paramLabel = "<seconds>",
      defaultValue = "20",
      description = "How long to wait for the daemon's first answer (default 20).")
  private long pingSeconds = 20;

  @Option(
      names = {"-x", "--exit-when-connected"},
      description = "Leave the session to a background process, print its port, exit.")
  private boolean exitWhenConnected;

  @Option(
      names = {"-K", "--keep-alive"},
      description = "When a session ends or fails, start again on the same port.")
  private boolean keepAlive;

  @Option(
      names = {"-T", "--timeout"},
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description =
          "End the session after this long without connections (default 30s, with -K 24h,"
              + " with --socks 5m for each target; 0 is never).")
  private @Nullable Duration timeout;

  @Option(
      names = {"-H", "--heartbeat"},
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description = "Pause between heartbeats to the daemon (default 5m).")
  private @Nullable Duration heartbeat;

  @Option(
      names = {"--encrypt-rvd-traffic", "--et"},
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Encrypt the traffic end to end (default).")
  private boolean encrypt = true;

  @Option(
      names = "--aead",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Authenticate the traffic where the daemon can (default).")
  private boolean aead = true;

  @Option(
      names = "--require-aead",
      description = "Refuse a daemon that cannot authenticate the traffic.")
  private boolean requireAead;

  @Option(
      names = "--hybrid",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Agree on keys that withstand quantum computers where the daemon can (default).")
  private boolean hybrid = true;

  @Option(
      names = "--require-hybrid",
      description = "Refuse a daemon that cannot agree on such keys.")
  private boolean requireHybrid;

  @Option(
      names = "--allow-legacy-crypto",
      description = "Accept a daemon with one key for both directions.")
  private boolean allowLegacyCrypto;

  @Option(
      names = {"--relay-auth-mode", "--ram"},
      paramLabel = "payload|escr",
      converter = AuthModeConverter.class,
      description =
          "How both sides prove themselves to the relay (default escr where relay and daemon"
              + " know it).")
  private @Nullable AuthMode relayAuthMode;

  @Option(
      names = "--443",
      negatable = true,
      description = "Go through port 443 of the relay only; implies --relay-auth-mode escr.")
  private boolean through443;

  @Option(
      names = "--only-port",
      paramLabel = "443",
      converter = OnlyPortConverter.class,
      description = "As --443.")
  private @Nullable Integer onlyPort;

  @Option(
      names = {"-q", "--quiet"},
      description = "Show no progress.")
  private boolean quiet;

  @Option(
      names = "--json",
      description =
          "Tell programs what happens: JSON, one object a line, on stderr (docs/json-events.md).")
  private boolean json;

  @Mixin private LogOptions log = new LogOptions();

  /** The process that {@code -x} leaves behind. */
  @Option(names = "--in-background", hidden = true)
  private boolean inBackground;

  @Option(names = "--rvd", hidden = true)
  void rvd(String value) {
    srvd = value;
  }

  @Override
  public List<Unoffered> unoffered() {
    return List.of(Unoffered.ignoredFlag("--per-session-storage", "--pss", "--pps"));
  }

  @Override
  public int run(Terminal terminal, List<String> arguments) throws InterruptedException {
    log.apply(terminal, Logging.Detail.SHOUT);
    AtSign client = CommandLines.mandatory("from", from);
    Supplier<AtClientConfig> config = () -> edge.clientConfig(client, terminal);
    Progress progress = Progress.of(terminal, quiet || json || stdio != null, log.verbose());
    if (stdio != null) {
      return new StdioRun(terminal, progress, config).run(throughStdio(stdio));
    }
    // All of it is checked before a process is left behind.
    List<NptOptions> forwards = socksPort == null ? forwards() : List.of();
    if (socksPort != null) {
      checkProxy();
    }
    if (exitWhenConnected && !inBackground) {
      return new BackgroundSession(terminal, "npt").start(arguments, Math.max(forwards.size(), 1));
    }
    announceTimeout(progress);
    PortAnnouncement announcement = inBackground ? PortAnnouncement.PARENT : PortAnnouncement.NONE;
    if (socksPort != null) {
      return new ProxyRun(terminal, progress, config, announcement)
          .run(binding(socksPort), this::toTarget, keepAlive);
    }
    SessionRun session =
        new SessionRun(terminal, progress, Events.of(terminal, json), config, announcement);
    return keepAlive ? session.keptAlive(forwards) : session.once(forwards);
  }

  /** The whole command line checked and turned into what the client module wants, for each port. */
  List<NptOptions> forwards() {
    mandatoryAlways();
    List<Integer> ports = CommandLines.mandatory("remote-port", remotePorts);
    return Forwarding.of(ports, remoteHosts, localPorts).stream()
        .map(one -> options(one.service(), binding(one.localPort()), defaultTimeout()))
        .toList();
  }

  /** The same for {@code -W}. */
  NptOptions throughStdio(String target) {
    mandatoryAlways();
    withoutPorts("-W");
    if (exitWhenConnected || keepAlive || socksPort != null) {
      throw new UsageProblem("-W is for one connection: leave out -x, -K and --socks");
    }
    return options(Forwarding.target("-W", target), binding(0), defaultTimeout());
  }

  private void checkProxy() {
    mandatoryAlways();
    withoutPorts("--socks");
    toTarget(ServiceAddress.of("localhost", 1));
  }

  private NptOptions toTarget(ServiceAddress target) {
    return options(target, binding(0), PROXY_TIMEOUT);
  }

  private void mandatoryAlways() {
    CommandLines.mandatory("from", from);
    CommandLines.mandatory("to", to);
    CommandLines.mandatory("device", device);
    if (keepAlive && exitWhenConnected) {
      throw new UsageProblem("--keep-alive and --exit-when-connected are mutually exclusive");
    }
  }

  private void withoutPorts(String option) {
    if (remotePorts != null || remoteHosts != null || localPorts != null) {
      throw new UsageProblem(option + " says itself what to reach: leave out -p, -h and -l");
    }
  }

  private LocalBinding binding(int port) {
    return new LocalBinding(localHosts == null ? List.of() : localHosts, port);
  }

  private NptOptions options(ServiceAddress service, LocalBinding local, Duration otherwise) {
    NptOptions.Builder options =
        NptOptions.builder(
                CommandLines.mandatory("to", to),
                CommandLines.mandatory("device", device),
                relay(),
                service)
            .local(local)
            .timeout(timeoutOr(otherwise))
            .daemonPingTimeout(Duration.ofSeconds(pingSeconds))
            .encrypt(encrypt)
            .aead(aead)
            .requireAead(requireAead)
            .hybrid(hybrid)
            .requireHybrid(requireHybrid)
            .allowLegacyCrypto(allowLegacyCrypto)
            .relayAuth(relayAuth());
    if (heartbeat != null) {
      options.heartbeat(heartbeat);
    }
    try {
      return options.build();
    } catch (IllegalArgumentException e) {
      throw new UsageProblem(String.valueOf(e.getMessage()), e);
    }
  }

  private RelayAuth relayAuth() {
    RelayAuth auth =
        relayAuthMode == null ? RelayAuth.DEFAULT : RelayAuth.explicitly(relayAuthMode);
    try {
      return through443 || onlyPort != null ? auth.through443() : auth;
    } catch (IllegalArgumentException e) {
      throw new UsageProblem(String.valueOf(e.getMessage()), e);
    }
  }

  private AtSign relay() {
    if (srvd == null || srvd.contains(",")) {
      throw new UsageProblem(
          "Option srvd is mandatory and takes one relay: choosing the fastest of several is not"
              + " supported in this release");
    }
    return new AtSignConverter().convert(srvd);
  }

  private Duration defaultTimeout() {
    return keepAlive ? NptOptions.KEEP_ALIVE_TIMEOUT : NptOptions.DEFAULT_TIMEOUT;
  }

  private Duration timeoutOr(Duration otherwise) {
    if (timeout == null) {
      return otherwise;
    }
    return timeout.isZero() ? NptOptions.NEVER : timeout;
  }

  private void announceTimeout(Progress progress) {
    if (timeout != null && timeout.isZero()) {
      progress.line("Requested \"never\" timeout: set to 365 days");
    } else if (timeout == null && keepAlive && socksPort == null) {
      progress.line(
          "Requested keep-alive without specifying a timeout: setting timeout to 24 hours");
    }
  }
}
