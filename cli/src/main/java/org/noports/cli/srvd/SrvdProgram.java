package org.noports.cli.srvd;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClient;
import org.noports.atclient.AtClientConfig;
import org.noports.cli.edge.PatientStart;
import org.noports.cli.options.AtSignConverter;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.EdgeOptions;
import org.noports.cli.options.LogOptions;
import org.noports.cli.options.Program;
import org.noports.cli.options.Unoffered;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.Logging;
import org.noports.cli.output.Progress;
import org.noports.cli.output.Terminal;
import org.noports.protocol.name.AtSign;
import org.noports.relay.PortRange;
import org.noports.relay.Relay;
import org.noports.relay.RelayConfig;
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
      paramLabel = "<atSign>",
      defaultValue = EVERYONE,
      description = "The only client that may use the relay (default \"open\": everyone).")
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

  @Mixin private EdgeOptions edge = new EdgeOptions();
  @Mixin private LogOptions log = new LogOptions();

  @Override
  public List<Unoffered> unoffered() {
    return List.of(
        Unoffered.ignoredFlag("--per-session-storage", "--pss", "--pps"),
        Unoffered.flag("--443"),
        Unoffered.ignoredValue("--443-bind-port"),
        Unoffered.ignoredValue("--signing-key-check-secs"),
        Unoffered.flag("-s", "--snoop").because("is not offered: a relay does not log traffic"),
        Unoffered.value(List.of(), "--config"));
  }

  @Override
  public int run(Terminal terminal, List<String> arguments) throws InterruptedException {
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
        progress.line("srvd is ready: %s relays at %s".formatted(self, config.advertisedHost()));
        terminal.awaitStop();
        return 0;
      }
    }
  }

  /** The command line checked and turned into what the relay module wants. */
  RelayConfig config() {
    String advertised = CommandLines.mandatory("ip", address);
    Set<AtSign> managers =
        manager.equals(EVERYONE) ? Set.of() : Set.of(new AtSignConverter().convert(manager));
    try {
      return RelayConfig.at(advertised)
          .bindHost(bindHost)
          .ports(ports)
          .managers(managers)
          .authDetectWindow(Duration.ofMillis(detectWindowMillis))
          .build();
    } catch (IllegalArgumentException e) {
      throw new UsageProblem(String.valueOf(e.getMessage()), e);
    }
  }
}
