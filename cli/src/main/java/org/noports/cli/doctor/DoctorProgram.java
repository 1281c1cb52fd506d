package org.noports.cli.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClient;
import org.noports.cli.clients.RelayOptions;
import org.noports.cli.options.AtSignConverter;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.DeviceNameConverter;
import org.noports.cli.options.EdgeOptions;
import org.noports.cli.options.Homes;
import org.noports.cli.options.LogOptions;
import org.noports.cli.options.PortConverter;
import org.noports.cli.options.Program;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.Logging;
import org.noports.cli.output.Terminal;
import org.noports.client.NptOptions;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.DeviceName;
import org.noports.protocol.session.ServiceAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code noports doctor}: examines this host as one of the three parties. */
@Command(
    name = "doctor",
    customSynopsis = {
      "noports doctor client -a @client [-t @device -d name [-r @relay] [-p host:port]] [options]",
      "noports doctor daemon -a @device [-m @client,...] [--po host:port,...] [options]",
      "noports doctor relay -a @relay -i host [--443-bind-port port] [options]",
    },
    description = {
      "Looks at everything a client, a daemon or a relay needs on this machine.",
      "Says one line for each: what is so and, where it is wrong, how to mend it."
          + " The exit code is 0 when nothing is wrong."
    })
public final class DoctorProgram implements Program {
  private static final int SSHD_PORT = 22;

  private enum Role {
    CLIENT,
    DAEMON,
    RELAY
  }

  @Parameters(arity = "0..*", hidden = true)
  private List<String> roles = List.of();

  @Option(
      names = {"-a", "--atsign", "-f", "--from"},
      paramLabel = "<atSign>",
      converter = AtSignConverter.class,
      description = "The atSign of this host's party (mandatory).")
  private @Nullable AtSign atSign;

  @Option(
      names = {"-t", "--to"},
      paramLabel = "<atSign>",
      converter = AtSignConverter.class,
      description = "Of a client: the daemon to open a session to.")
  private @Nullable AtSign to;

  @Option(
      names = {"-d", "--device"},
      paramLabel = "<name>",
      converter = DeviceNameConverter.class,
      description = "Of a client: the name of its device.")
  private @Nullable DeviceName device;

  @Mixin private RelayOptions relay = new RelayOptions();

  @Option(
      names = {"-p", "--service"},
      paramLabel = "<host:port>",
      description = "Of a client: what the session is to lead to (default localhost:22).")
  private String service = "localhost:" + SSHD_PORT;

  @Option(
      names = {"--daemon-ping-timeout", "--dpt"},
      paramLabel = "<seconds>",
      description = "Of a client: how long to wait for the daemon's first answer (default 10).")
  private long pingSeconds = 10;

  @Option(
      names = {"-m", "--managers", "--manager"},
      paramLabel = "<atSign,...>",
      split = ",",
      converter = AtSignConverter.class,
      description = "Of a daemon: the atSigns that may connect.")
  private List<AtSign> managers = new ArrayList<>();

  @Option(
      names = {"--permit-open", "--po"},
      paramLabel = "<host:port,...>",
      split = ",",
      description = "Of a daemon: what clients may reach (default localhost:22).")
  private List<String> permitOpen = new ArrayList<>();

  @Option(
      names = "--local-sshd-port",
      paramLabel = "<port>",
      converter = PortConverter.class,
      description =
          "Of a daemon: where this machine's sshd listens (default 22; 0: there is none).")
  private int sshdPort = SSHD_PORT;

  @Option(
      names = {"-i", "--ip"},
      paramLabel = "<host>",
      description = "Of a relay: the name or address others reach it by.")
  private @Nullable String address;

  @Option(
      names = "--443-bind-port",
      paramLabel = "<port>",
      converter = PortConverter.class,
      description = "Of a relay: the port for all sessions it is to listen on (default 0: none).")
  private int singlePort;

  @Option(names = "--json", description = "Print findings as JSON, one object a line.")
  private boolean json;

  @Mixin private EdgeOptions edge = new EdgeOptions();
  @Mixin private LogOptions log = new LogOptions();

  @Override
  public int run(Terminal terminal, List<String> arguments) throws InterruptedException {
    log.apply(terminal, Logging.Detail.NOTHING);
    Role role = role();
    AtSign self = CommandLines.mandatory("atsign", atSign);
    NptOptions session = role == Role.CLIENT ? session(terminal) : null;
    Report report = new Report(terminal, json);
    AtSignCheck atSignCheck = new AtSignCheck(self, edge, terminal, report);
    try (AtClient client = atSignCheck.examine()) {
      switch (role) {
        case CLIENT -> client(client, session, atSignCheck, report);
        case DAEMON -> daemon(atSignCheck, terminal, report);
        case RELAY -> new RelayHostCheck(report).examine(address, singlePort);
      }
    }
    return report.exitCode();
  }

  private Role role() {
    if (roles.size() == 1) {
      for (Role one : Role.values()) {
        if (one.name().toLowerCase(Locale.ROOT).equals(roles.getFirst())) {
          return one;
        }
      }
    }
    throw new UsageProblem("Name what this host is: client, daemon or relay");
  }

  private static void client(
      @Nullable AtClient client, @Nullable NptOptions session, AtSignCheck atSigns, Report report)
      throws InterruptedException {
    if (session == null) {
      return;
    }
    boolean there = atSigns.reachable(session.daemon(), "daemon");
    for (AtSign one : session.relays()) {
      there &= atSigns.reachable(one, "relay");
    }
    if (client != null && there) {
      new SessionCheck(report).examine(client, session);
    }
  }

  /** The session to try; null when the command line names none. Checked before anything else is. */
  private @Nullable NptOptions session(Terminal terminal) {
    AtSign daemon = to;
    if (daemon == null) {
      return null;
    }
    try {
      return NptOptions.builder(
              daemon,
              CommandLines.mandatory("device", device),
              relay.relays(edge.directory(terminal), terminal),
              ServiceAddress.parse(service.contains(":") ? service : "localhost:" + service))
          .daemonPingTimeout(Duration.ofSeconds(pingSeconds))
          .relayAuth(relay.auth())
          .build();
    } catch (ProtocolException e) {
      throw new UsageProblem("Option --service: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new UsageProblem(String.valueOf(e.getMessage()), e);
    }
  }

  private void daemon(AtSignCheck atSigns, Terminal terminal, Report report) {
    managers.forEach(manager -> atSigns.reachable(manager, "managers"));
    ServiceCheck services = new ServiceCheck(report);
    services.permitted(permitOpen.isEmpty() ? List.of("localhost:" + SSHD_PORT) : permitOpen);
    if (sshdPort != 0) {
      services.sshd(sshdPort, Homes.home(terminal));
    }
  }
}
