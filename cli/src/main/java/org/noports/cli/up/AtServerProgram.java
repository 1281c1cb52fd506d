package org.noports.cli.up;

import java.security.SecureRandom;
import java.util.List;
import org.noports.cli.options.LogOptions;
import org.noports.cli.options.Program;
import org.noports.cli.output.Logging;
import org.noports.cli.output.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code noports atserver}: directory and atServers alone; others activate, relay and connect. */
@Command(
    name = "atserver",
    customSynopsis = "noports atserver [--dir path] [--atsign @a,@b] [--host name] [--port n]",
    description = "Runs a private atDirectory and atServers until asked to stop.")
public final class AtServerProgram implements Program {
  @Mixin private HostOptions options = new HostOptions();
  @Mixin private LogOptions log = new LogOptions();

  @Override
  public int run(Terminal terminal, List<String> arguments) throws InterruptedException {
    log.apply(terminal, Logging.Detail.SHOUT);
    Layout layout = options.layout(terminal);
    try (PrivateServers servers =
        PrivateServers.start(
            layout,
            options.serverConfig(layout, terminal.clock()),
            options.atSigns(),
            new SecureRandom())) {
      terminal.stop().closes(servers);
      terminal.stop().exitsWith(0);
      for (var atSign : options.atSigns()) {
        if (layout.secret(atSign) != null) {
          terminal
              .out()
              .println(
                  "at_activate onboard -a %s -c \"$(cat %s)\""
                      .formatted(
                          atSign, PrivateServers.quoted(layout.secretFile(atSign).toString())));
        }
      }
      terminal
          .out()
          .println(
              "noports atserver is ready: . "
                  + PrivateServers.quoted(layout.environment().toString()));
      terminal.out().flush();
      terminal.awaitStop();
      return 0;
    }
  }
}
