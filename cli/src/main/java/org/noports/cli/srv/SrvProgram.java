package org.noports.cli.srv;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.cli.options.AuthModeConverter;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.LogOptions;
import org.noports.cli.options.PortConverter;
import org.noports.cli.options.Program;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.FailureText;
import org.noports.cli.output.Logging;
import org.noports.cli.output.Terminal;
import org.noports.client.ClientEnd;
import org.noports.client.LocalBinding;
import org.noports.client.NptOptions;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.session.ServiceAddress;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.pump.PumpLimits;
import org.noports.tunnel.rendezvous.ClientSideOptions;
import org.noports.tunnel.rendezvous.DeviceSide;
import org.noports.tunnel.rendezvous.DeviceSideOptions;
import org.noports.tunnel.rendezvous.RelayAddress;
import org.noports.tunnel.rendezvous.RelayCredential;
import org.noports.tunnel.rendezvous.SessionEnd;
import org.noports.tunnel.rendezvous.SingleSide;
import org.noports.tunnel.rendezvous.SingleSideOptions;
import org.noports.tunnel.rendezvous.StreamKeys;
import org.noports.tunnel.rendezvous.TargetGate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * srv's command line (cli.md 5, sessions.md 4.1, 4.2), and running one end of a session until it
 * ends. What a parent looks for in the output: {@value #STARTED}, or {@value #FAILED}.
 */
@Command(
    name = "srv",
    customSynopsis = "srv -h <relay> -p <port> [--multi] [--bind-local-port] [options]",
    description =
        "One end of one relay session. Started by other programs, not by people; keys come by"
            + " environment.")
public final class SrvProgram implements Program {
  static final String STARTED = "rv started successfully";
  static final String FAILED = "Exception running srv";

  /** Anything that is not a wrong command line (cli.md 0.6). */
  private static final int FAILURE = 200;

  @Option(
      names = {"-h", "--host"},
      paramLabel = "<host>",
      description = "The relay (mandatory).")
  private @Nullable String host;

  @Option(
      names = {"-p", "--port"},
      paramLabel = "<port>",
      converter = PortConverter.class,
      description = "The relay's port of this side (mandatory).")
  private @Nullable Integer port;

  @Option(
      names = "--local-port",
      paramLabel = "<port>",
      converter = PortConverter.class,
      defaultValue = "22",
      description = "The port to connect to, or to listen on (default 22).")
  private int localPort = 22;

  @Option(
      names = "--local-host",
      paramLabel = "<host>",
      defaultValue = "localhost",
      description = "The host to connect to, or the address to listen on (default localhost).")
  private String localHost = "localhost";

  @Option(
      names = "--bind-local-port",
      negatable = true,
      description = "Listen: the client's end. Without it, connect: the device's end.")
  private boolean bindLocalPort;

  @Option(
      names = "--timeout",
      paramLabel = "<s>",
      defaultValue = "60",
      description = "End after so many seconds without connections (default 60).")
  private int timeoutSeconds = 60;

  @Option(
      names = "--heartbeat",
      paramLabel = "<s>",
      description =
          "Pause between heartbeats to the device's end (client's end, --multi; default none, since"
              + " old devices end at one).")
  private @Nullable Integer heartbeatSeconds;

  @Option(
      names = "--multi",
      negatable = true,
      description = "Many connections, announced on a control channel.")
  private boolean multi;

  @Option(
      names = "--rv-auth",
      negatable = true,
      description = "Prove this side to the relay by the line in RV_AUTH.")
  private boolean rvAuth;

  @Option(
      names = {"-a", "--relay-auth-mode"},
      paramLabel = "<mode>",
      converter = AuthModeConverter.class,
      description =
          "How to prove this side to the relay: payload (RV_AUTH) or escr (REMOTE_AUTH_ESCR_*).")
  private @Nullable AuthMode authMode;

  @Option(
      names = "--rv-e2ee",
      negatable = true,
      description = "Encrypt, with RV_AES_C2D, RV_IV_C2D, RV_AES_D2C, RV_IV_D2C or RV_AES, RV_IV.")
  private boolean encrypt;

  @Mixin private LogOptions log = new LogOptions();

  @Override
  public int run(Terminal terminal, List<String> arguments) throws InterruptedException {
    log.apply(terminal, detail(terminal));
    SecureRandom random = new SecureRandom();
    Ends ends = ends(new SrvEnvironment(terminal), random);
    terminal.stop().exitsWith(0);
    try (Pump pump = new Pump(PumpLimits.DEFAULT)) {
      SessionEnd end =
          bindLocalPort ? client(terminal, ends, pump, random) : device(terminal, ends, pump);
      return switch (end.reason()) {
        case CLOSED, IDLE, PEER_CLOSED -> 0;
        case RELAY_LOST, PROTOCOL_BROKEN -> failed(terminal, end.detail());
      };
    } catch (RuntimeException e) {
      return terminal.stop().isAsked() ? 0 : failed(terminal, FailureText.of(e));
    }
  }

  /** A parent that wants to see everything says so by a variable (sessions.md 4.1). */
  private static Logging.Detail detail(Terminal terminal) {
    return "true".equals(terminal.variable("SRV_TRACE"))
        ? Logging.Detail.FINEST
        : Logging.Detail.SHOUT;
  }

  /** What is the same whichever end this is. */
  private record Ends(
      String name,
      RelayAddress relay,
      @Nullable RelayCredential credential,
      StreamKeys keys,
      Duration timeout,
      @Nullable Duration heartbeat,
      @Nullable ServiceAddress service) {}

  private Ends ends(SrvEnvironment environment, SecureRandom random) {
    String relayHost = CommandLines.mandatory("host", host);
    int relayPort = CommandLines.mandatory("port", port);
    if (timeoutSeconds < 1 || (heartbeatSeconds != null && heartbeatSeconds < 1)) {
      throw new UsageProblem("--timeout and --heartbeat must be at least 1 second");
    }
    try {
      return new Ends(
          "srv " + relayHost + ":" + relayPort,
          new RelayAddress(relayHost, relayPort),
          credential(environment, random),
          encrypt ? environment.keys() : new StreamKeys.Clear(),
          Duration.ofSeconds(timeoutSeconds),
          heartbeatSeconds == null ? null : Duration.ofSeconds(heartbeatSeconds),
          bindLocalPort ? null : ServiceAddress.of(localHost, localPort));
    } catch (IllegalArgumentException | ProtocolException e) {
      throw new UsageProblem(String.valueOf(e.getMessage()), e);
    }
  }

  private @Nullable RelayCredential credential(SrvEnvironment environment, SecureRandom random) {
    if (authMode == null) {
      return rvAuth ? environment.payload("--rv-auth") : null;
    }
    return switch (authMode) {
      case ESCR -> environment.escr(random);
      case PAYLOAD -> environment.payload("--relay-auth-mode payload");
    };
  }

  private SessionEnd client(Terminal terminal, Ends ends, Pump pump, SecureRandom random)
      throws InterruptedException {
    LocalBinding binding = new LocalBinding(List.of(localHost), localPort);
    try (ClientEnd end =
        multi
            ? ClientEnd.multi(
                binding,
                new ClientSideOptions(
                    ends.name(),
                    ends.relay(),
                    ends.credential(),
                    ends.keys(),
                    ends.timeout(),
                    ends.heartbeat(),
                    NptOptions.DEFAULT_NOTICE,
                    0,
                    random,
                    pump))
            : ClientEnd.single(binding, single(ends, pump), ends.timeout())) {
      terminal.stop().closes(end);
      started(terminal);
      return end.await();
    }
  }

  private SessionEnd device(Terminal terminal, Ends ends, Pump pump) throws InterruptedException {
    ServiceAddress service = ends.service();
    if (service == null) {
      throw new IllegalStateException("the device's end without a service");
    }
    if (!multi) {
      try (SingleSide side = SingleSide.ofDevice(single(ends, pump), service)) {
        terminal.stop().closes(side);
        started(terminal);
        return side.await();
      }
    }
    try (DeviceSide side =
        DeviceSide.open(
            new DeviceSideOptions(
                ends.name(),
                ends.relay(),
                ends.credential(),
                ends.keys(),
                service,
                TargetGate.CLOSED,
                ends.timeout(),
                pump))) {
      terminal.stop().closes(side);
      started(terminal);
      return side.await();
    }
  }

  private static SingleSideOptions single(Ends ends, Pump pump) {
    return new SingleSideOptions(
        ends.name(), ends.relay(), ends.credential(), ends.keys(), ends.timeout(), pump);
  }

  private static void started(Terminal terminal) {
    terminal.err().println(STARTED);
    terminal.err().flush();
  }

  private static int failed(Terminal terminal, String why) {
    terminal.err().println(FAILED + " : " + why);
    return FAILURE;
  }
}
