package org.noports.cli.up;

import java.io.PrintStream;
import java.security.SecureRandom;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClient;
import org.noports.cli.options.AtSignConverter;
import org.noports.cli.options.LogOptions;
import org.noports.cli.options.Program;
import org.noports.cli.output.Logging;
import org.noports.cli.output.Terminal;
import org.noports.protocol.name.AtSign;
import org.noports.relay.Relay;
import org.noports.relay.RelayConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code noports up}: everything a session needs besides its two ends, in one process. */
@Command(
    name = "up",
    customSynopsis =
        "noports up [--dir path] [--atsign @a,@b] [--relay @r] [--host name] [--port n]",
    description = "Runs a private atDirectory, atServers and relay until asked to stop.")
public final class UpProgram implements Program {
  private static final AtSign DEFAULT_RELAY = AtSign.of("@relay");

  @Mixin private HostOptions options = new HostOptions();

  @Option(
      names = "--relay",
      paramLabel = "<atSign>",
      converter = AtSignConverter.class,
      description = "The relay's atSign (default @relay).")
  private @Nullable AtSign relay;

  @Mixin private LogOptions log = new LogOptions();

  @Override
  public int run(Terminal terminal, List<String> arguments) throws InterruptedException {
    log.apply(terminal, Logging.Detail.SHOUT);
    AtSign relaySign = relay != null ? relay : DEFAULT_RELAY;
    SequencedSet<AtSign> all = new LinkedHashSet<>(options.atSigns());
    all.add(relaySign);
    Layout layout = options.layout(terminal);
    try (PrivateServers servers =
        PrivateServers.start(
            layout, options.serverConfig(layout, terminal.clock()), all, new SecureRandom())) {
      terminal.stop().closes(servers);
      servers.activateAll();
      try (AtClient client = AtClient.open(servers.account(relaySign))) {
        terminal.stop().closes(client);
        try (Relay running = Relay.start(relayConfig(), client)) {
          terminal.stop().closes(running);
          terminal.stop().exitsWith(0);
          tellWhatNext(terminal.out(), layout, relaySign);
          terminal.awaitStop();
          return 0;
        }
      }
    }
  }

  private RelayConfig relayConfig() {
    return options.loopbackOnly()
        ? RelayConfig.at("127.0.0.1").bindHost("127.0.0.1").build()
        : RelayConfig.at(options.host()).build();
  }

  /** What to type in other terminals; the last line tells scripts that all is there. */
  private void tellWhatNext(PrintStream out, Layout layout, AtSign relaySign) {
    List<AtSign> others = List.copyOf(options.atSigns());
    AtSign client = others.getFirst();
    AtSign device = others.getLast();
    String source = ". " + PrivateServers.quoted(layout.environment().toString());
    out.print(
        """
        A private NoPorts system runs in %s.
        In another terminal, on the device's side:
            %s
            sshnpd -a %s -m %s -d my_device
        In a third one, on the client's side:
            %s
            npt -f %s -t %s -r %s -d my_device -p 22 -l 2222
            ssh -p 2222 localhost
        noports up is ready: %s
        """
            .formatted(
                layout.directory(),
                source,
                device,
                client,
                source,
                client,
                device,
                relaySign,
                source));
    out.flush();
  }
}
