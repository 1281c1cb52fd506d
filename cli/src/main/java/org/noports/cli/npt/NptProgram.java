package org.noports.cli.npt;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.cli.options.AtSignConverter;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.DeviceNameConverter;
import org.noports.cli.options.DurationConverter;
import org.noports.cli.options.EdgeOptions;
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
import org.noports.protocol.ProtocolException;
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
    },
    description = "Opens a local port that leads to a service at the device's side.")
public final class NptProgram implements Program {
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
      converter = PortConverter.class,
      description = "The port to reach at the device's side (mandatory).")
  private @Nullable Integer remotePort;

  @Option(
      names = {"-h", "--remote-host", "--rh"},
      paramLabel = "<host>",
      defaultValue = "localhost",
      description = "The host to reach, as the daemon resolves it (default localhost).")
  private String remoteHost = "localhost";

  @Option(
      names = {"-l", "--local-port", "--lp"},
      paramLabel = "<port>",
      converter = PortConverter.class,
      defaultValue = "0",
      description = "The local port to listen on; 0, the default, is any free one.")
  private int localPort;

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
          "End the session after this long without connections (default 30s, with -K 24h;"
              + " 0 is never).")
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
      names = {"-q", "--quiet"},
      description = "Show no progress.")
  private boolean quiet;

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
    return List.of(
        Unoffered.ignoredFlag("--per-session-storage", "--pss", "--pps"),
        Unoffered.flag("--443"),
        Unoffered.value(List.of(), "--only-port"));
  }

  @Override
  public int run(Terminal terminal, List<String> arguments) throws InterruptedException {
    log.apply(terminal, Logging.Detail.SHOUT);
    NptOptions options = sessionOptions();
    AtSign client = CommandLines.mandatory("from", from);
    Progress progress = Progress.of(terminal, quiet, log.verbose());
    if (exitWhenConnected && !inBackground) {
      return new BackgroundSession(terminal).start(arguments);
    }
    announceTimeout(progress);
    SessionRun session =
        new SessionRun(
            terminal,
            progress,
            () -> edge.clientConfig(client, terminal),
            inBackground ? PortAnnouncement.PARENT : PortAnnouncement.NONE);
    return keepAlive ? session.keptAlive(options) : session.once(options);
  }

  /** The whole command line checked and turned into what the client module wants. */
  NptOptions sessionOptions() {
    CommandLines.mandatory("from", from);
    AtSign daemon = CommandLines.mandatory("to", to);
    DeviceName name = CommandLines.mandatory("device", device);
    int port = CommandLines.mandatory("remote-port", remotePort);
    if (keepAlive && exitWhenConnected) {
      throw new UsageProblem("--keep-alive and --exit-when-connected are mutually exclusive");
    }
    NptOptions.Builder options =
        NptOptions.builder(daemon, name, relay(), service(port))
            .local(new LocalBinding(localHosts == null ? List.of() : localHosts, localPort))
            .timeout(effectiveTimeout())
            .daemonPingTimeout(Duration.ofSeconds(pingSeconds))
            .encrypt(encrypt)
            .aead(aead)
            .requireAead(requireAead)
            .hybrid(hybrid)
            .requireHybrid(requireHybrid)
            .allowLegacyCrypto(allowLegacyCrypto)
            .relayAuth(
                relayAuthMode == null ? RelayAuth.DEFAULT : RelayAuth.explicitly(relayAuthMode));
    if (heartbeat != null) {
      options.heartbeat(heartbeat);
    }
    try {
      return options.build();
    } catch (IllegalArgumentException e) {
      throw new UsageProblem(String.valueOf(e.getMessage()), e);
    }
  }

  private ServiceAddress service(int port) {
    try {
      return ServiceAddress.of(remoteHost, port);
    } catch (ProtocolException e) {
      throw new UsageProblem(
          "Cannot reach %s:%d: %s".formatted(remoteHost, port, e.getMessage()), e);
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

  private Duration effectiveTimeout() {
    if (timeout == null) {
      return keepAlive ? NptOptions.KEEP_ALIVE_TIMEOUT : NptOptions.DEFAULT_TIMEOUT;
    }
    return timeout.isZero() ? NptOptions.NEVER : timeout;
  }

  private void announceTimeout(Progress progress) {
    if (timeout != null && timeout.isZero()) {
      progress.line("Requested \"never\" timeout: set to 365 days");
    } else if (timeout == null && keepAlive) {
      progress.line(
          "Requested keep-alive without specifying a timeout: setting timeout to 24 hours");
    }
  }
}
