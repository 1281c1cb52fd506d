package org.noports.cli.npt;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientConfig;
import org.noports.cli.clients.OutputOptions;
import org.noports.cli.clients.PartiesOptions;
import org.noports.cli.clients.ProtectionOptions;
import org.noports.cli.clients.RelayOptions;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.DurationConverter;
import org.noports.cli.options.EdgeOptions;
import org.noports.cli.options.PortConverter;
import org.noports.cli.options.Program;
import org.noports.cli.options.Unoffered;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.Events;
import org.noports.cli.output.Progress;
import org.noports.cli.output.Terminal;
import org.noports.client.LocalBinding;
import org.noports.client.NptOptions;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.session.ServiceAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** npt's command line (cli.md 1.1). */
@Command(
    addMethodSubcommands = false,
    name = "npt",
    customSynopsis = {
      "npt -f @client -t @device -r @relay -d name -p port [-l port] [options]",
      "npt ... -p port [-h host] [-l port] -p port/udp [-h host] [-l port] ...",
      "npt ... --socks port",
      "npt ... -W host:port",
    },
    description =
        "Opens a local port that leads to a service at the device's side; or several; or a local"
            + " proxy to all of them; or joins stdin and stdout with one.")
public final class NptProgram implements Program {
  /** A session to one target of a proxy outlives the pauses of its user, not their evening. */
  private static final Duration PROXY_TIMEOUT = Duration.ofMinutes(5);

  @Mixin private PartiesOptions parties = new PartiesOptions();
  @Mixin private RelayOptions relay = new RelayOptions();

  @Option(
      names = {"-p", "--remote-port", "--rp"},
      paramLabel = "<port>",
      split = ",",
      converter = PortWord.Converter.class,
      description =
          "The port to reach at the device's side, 53/udp for UDP (mandatory, unless --socks or"
              + " -W). Given several times: one local port for each.")
  private @Nullable List<PortWord> remotePorts;

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
      converter = PortWord.Converter.class,
      description =
          "The local port to listen on; 0, the default, is any free one. With several -p: once for"
              + " each, in their order, or not at all.")
  private @Nullable List<PortWord> localPorts;

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
          "Be a local proxy on this port (0 is any free one): SOCKS5 (UDP too), SOCKS4A and HTTP CONNECT to"
              + " whatever the daemon permits.")
  private @Nullable Integer socksPort;

  @Option(
      names = {"--local-host", "--lh"},
      paramLabel = "<host,...>",
      split = ",",
      description = "The local address to listen on (default localhost; 0.0.0.0 is all).")
  private @Nullable List<String> localHosts;

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
      names = "--notice",
      paramLabel = "<duration>",
      converter = DurationConverter.class,
      description =
          "How long a session may be silent before it is taken for lost, with a daemon that"
              + " answers heartbeats; half of it is taken for a sleep of this computer (default"
              + " 15s).")
  private @Nullable Duration notice;

  @Option(
      names = "--prepare",
      paramLabel = "<n>",
      description =
          "How many connections are kept ready at the relay for those that come next, with a daemon"
              + " that knows how: 0 to 8 (default 1).")
  private int prepared = NptOptions.DEFAULT_PREPARED;

  @Mixin private ProtectionOptions protection = new ProtectionOptions();
  @Mixin private EdgeOptions edge = new EdgeOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  /** The process that {@code -x} leaves behind. */
  @Option(names = "--in-background", hidden = true)
  private boolean inBackground;

  @Override
  public List<Unoffered> unoffered() {
    return List.of(Unoffered.ignoredFlag("--per-session-storage", "--pss", "--pps"));
  }

  @Override
  public Events events(Terminal terminal) {
    return output.events(terminal);
  }

  @Override
  public int run(Terminal terminal, List<String> arguments) throws InterruptedException {
    output.applyLog(terminal);
    AtSign client = CommandLines.mandatory("from", parties.from());
    Supplier<AtClientConfig> config = () -> edge.rememberingConfig(client, terminal);
    Progress progress = output.progress(terminal, stdio != null);
    if (stdio != null) {
      return new StdioRun(terminal, progress, config).run(throughStdio(terminal, stdio));
    }
    // All of it is checked before a process is left behind.
    List<NptOptions> forwards = socksPort == null ? forwards(terminal) : List.of();
    if (socksPort != null) {
      checkProxy(terminal);
    }
    if (exitWhenConnected && !inBackground) {
      edge.askPassPhrase(client, terminal); // Later nobody is there to be asked.
      return new BackgroundSession(terminal, "npt")
          .start(arguments, Math.max(forwards.size(), 1), edge.passPhrase().toPassOn());
    }
    announceTimeout(progress);
    PortAnnouncement announcement = inBackground ? PortAnnouncement.PARENT : PortAnnouncement.NONE;
    if (socksPort != null) {
      return new ProxyRun(terminal, progress, config, announcement)
          .run(binding(socksPort), target -> toTarget(terminal, target), keepAlive);
    }
    SessionRun session =
        new SessionRun(terminal, progress, output.events(terminal), config, announcement);
    return keepAlive ? session.keptAlive(forwards) : session.once(forwards);
  }

  /** The whole command line checked and turned into what the client module wants, for each port. */
  List<NptOptions> forwards(Terminal terminal) {
    mandatoryAlways();
    List<PortWord> ports = CommandLines.mandatory("remote-port", remotePorts);
    return Forwarding.of(ports, remoteHosts, localPorts).stream()
        .map(one -> options(terminal, one.service(), binding(one.localPort()), defaultTimeout()))
        .toList();
  }

  /** The same for {@code -W}. */
  NptOptions throughStdio(Terminal terminal, String target) {
    mandatoryAlways();
    withoutPorts("-W");
    if (exitWhenConnected || keepAlive || socksPort != null) {
      throw new UsageProblem("-W is for one connection: leave out -x, -K and --socks");
    }
    return options(terminal, Forwarding.target("-W", target), binding(0), defaultTimeout());
  }

  private void checkProxy(Terminal terminal) {
    mandatoryAlways();
    withoutPorts("--socks");
    toTarget(terminal, ServiceAddress.of("localhost", 1));
  }

  private NptOptions toTarget(Terminal terminal, ServiceAddress target) {
    return options(terminal, target, binding(0), PROXY_TIMEOUT);
  }

  private void mandatoryAlways() {
    CommandLines.mandatory("from", parties.from());
    CommandLines.mandatory("to", parties.to());
    CommandLines.mandatory("device", parties.device());
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

  private NptOptions options(
      Terminal terminal, ServiceAddress service, LocalBinding local, Duration otherwise) {
    try {
      NptOptions.Builder options =
          NptOptions.builder(
                  CommandLines.mandatory("to", parties.to()),
                  CommandLines.mandatory("device", parties.device()),
                  relay.relays(edge.directory(terminal), terminal),
                  service)
              .local(local)
              .timeout(timeoutOr(otherwise))
              .daemonPingTimeout(parties.daemonPingTimeout())
              .prepared(prepared)
              .relayAuth(relay.auth());
      if (notice != null) {
        options.notice(notice);
      }
      if (heartbeat != null) {
        options.heartbeat(heartbeat);
      }
      return protection.addTo(options).build();
    } catch (IllegalArgumentException e) {
      throw new UsageProblem(String.valueOf(e.getMessage()), e);
    }
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
