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
import org.noports.cli.options.DeclaredOption;
import org.noports.cli.options.DurationConverter;
import org.noports.cli.options.EdgeOptions;
import org.noports.cli.options.OptionGroup;
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
import picocli.CommandLine.Model.CommandSpec;

/** npt's command line (cli.md 1.1). */
public final class NptProgram implements Program {
  /** A session to one target of a proxy outlives the pauses of its user, not their evening. */
  private static final Duration PROXY_TIMEOUT = Duration.ofMinutes(5);

  private final PartiesOptions parties = new PartiesOptions();
  private final RelayOptions relay = new RelayOptions();
  private @Nullable List<PortWord> remotePorts;
  private @Nullable List<String> remoteHosts;
  private @Nullable List<PortWord> localPorts;
  private @Nullable String stdio;
  private @Nullable Integer socksPort;
  private @Nullable List<String> localHosts;
  private boolean exitWhenConnected;
  private boolean keepAlive;
  private @Nullable Duration timeout;
  private @Nullable Duration heartbeat;
  private @Nullable Duration notice;
  private int prepared = NptOptions.DEFAULT_PREPARED;
  private final ProtectionOptions protection = new ProtectionOptions();
  private final EdgeOptions edge = new EdgeOptions();
  private final OutputOptions output = new OutputOptions();

  /** The process that {@code -x} leaves behind. */
  private boolean inBackground;

  @Override
  public CommandSpec commandLine() {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name("npt");
    spec.usageMessage()
        .customSynopsis(
            "npt -f @client -t @device -r @relay -d name -p port [-l port] [options]",
            "npt ... -p port [-h host] [-l port] -p port/udp [-h host] [-l port] ...",
            "npt ... --socks port",
            "npt ... -W host:port")
        .description(
            "Opens a local port that leads to a service at the device's side; or several; or a local"
                + " proxy to all of them; or joins stdin and stdout with one.");
    declareIn(spec);
    return spec;
  }

  private void declareIn(CommandSpec spec) {
    OptionGroup.add(parties, spec);
    OptionGroup.add(relay, spec);
    DeclaredOption.in(spec, "-p", "--remote-port", "--rp")
        .label("<port>")
        .description(
            "The port to reach at the device's side, 53/udp for UDP (mandatory, unless --socks or"
                + " -W). Given several times: one local port for each.")
        .list(PortWord.class, new PortWord.Converter(), value -> remotePorts = value);
    DeclaredOption.in(spec, "-h", "--remote-host", "--rh")
        .label("<host>")
        .description(
            "The host to reach, as the daemon resolves it (default localhost). With several -p: once"
                + " for all, or once for each, in their order.")
        .texts(value -> remoteHosts = value);
    DeclaredOption.in(spec, "-l", "--local-port", "--lp")
        .label("<port>")
        .description(
            "The local port to listen on; 0, the default, is any free one. With several -p: once for"
                + " each, in their order, or not at all.")
        .list(PortWord.class, new PortWord.Converter(), value -> localPorts = value);
    DeclaredOption.in(spec, "-W", "--stdio")
        .label("<host:port>")
        .description(
            "Join stdin and stdout with one connection to this service, without a local port; for"
                + " ssh: -o ProxyCommand=\"npt ... -W %%h:%%p\".")
        .text(value -> stdio = value);
    DeclaredOption.in(spec, "--socks")
        .label("<port>")
        .description(
            "Be a local proxy on this port (0 is any free one): SOCKS5 (UDP too), SOCKS4A and HTTP CONNECT to"
                + " whatever the daemon permits.")
        .value(Integer.class, new PortConverter(), value -> socksPort = value);
    DeclaredOption.in(spec, "--local-host", "--lh")
        .label("<host,...>")
        .description("The local address to listen on (default localhost; 0.0.0.0 is all).")
        .texts(value -> localHosts = value);
    DeclaredOption.in(spec, "-x", "--exit-when-connected")
        .description("Leave the session to a background process, print its port, exit.")
        .flag(value -> exitWhenConnected = value);
    DeclaredOption.in(spec, "-K", "--keep-alive")
        .description("When a session ends or fails, start again on the same port.")
        .flag(value -> keepAlive = value);
    DeclaredOption.in(spec, "-T", "--timeout")
        .label("<duration>")
        .description(
            "End the session after this long without connections (default 30s, with -K 24h,"
                + " with --socks 5m for each target; 0 is never).")
        .value(Duration.class, new DurationConverter(), value -> timeout = value);
    DeclaredOption.in(spec, "-H", "--heartbeat")
        .label("<duration>")
        .description("Pause between heartbeats to the daemon (default 5m).")
        .value(Duration.class, new DurationConverter(), value -> heartbeat = value);
    DeclaredOption.in(spec, "--notice")
        .label("<duration>")
        .description(
            "How long a session may be silent before it is taken for lost, with a daemon that"
                + " answers heartbeats; half of it is taken for a sleep of this computer (default"
                + " 15s).")
        .value(Duration.class, new DurationConverter(), value -> notice = value);
    DeclaredOption.in(spec, "--prepare")
        .label("<n>")
        .description(
            "How many connections are kept ready at the relay for those that come next, with a daemon"
                + " that knows how: 0 to 8 (default 1).")
        .value(Integer.class, value -> prepared = value);
    OptionGroup.add(protection, spec);
    OptionGroup.add(edge, spec);
    OptionGroup.add(output, spec);
    DeclaredOption.in(spec, "--in-background").hidden().flag(value -> inBackground = value);
  }

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
