package org.noports.cli.events;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClient;
import org.noports.atclient.ClientClosed;
import org.noports.atclient.ReceivedNotification;
import org.noports.atclient.Subscription;
import org.noports.cli.edge.PatientStart;
import org.noports.cli.options.AtSignConverter;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.EdgeOptions;
import org.noports.cli.options.LogOptions;
import org.noports.cli.options.Program;
import org.noports.cli.output.Logging;
import org.noports.cli.output.Progress;
import org.noports.cli.output.Terminal;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.event.SessionEvent;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * npevents' command line (cli.md 0.2), and printing until asked to stop what relays and daemons
 * tell of sessions (docs/extensions/session-events.md).
 */
@Command(
    name = "npevents",
    customSynopsis = "npevents -a @logger [--senders @relay[,@relay...]] [options]",
    description = {
      "Prints what relays tell of sessions whose events go to this atSign.",
      "One JSON object a line: when it came, who told it, the topic and the event."
    })
public final class NpeventsProgram implements Program {
  private static final Logger LOG = System.getLogger(NpeventsProgram.class.getName());
  private static final Pattern EVENTS = Pattern.compile("\\.events\\.logging\\.sshnp@");

  @Option(
      names = {"-a", "--atsign"},
      paramLabel = "<atSign>",
      converter = AtSignConverter.class,
      description = "The atSign that events are sent to (mandatory).")
  private @Nullable AtSign atSign;

  @Option(
      names = "--senders",
      paramLabel = "<atSign,...>",
      split = ",",
      converter = AtSignConverter.class,
      description = "Whose events are printed (default: everybody's; each names its sender).")
  private List<AtSign> senders = new ArrayList<>();

  @Mixin private EdgeOptions edge = new EdgeOptions();
  @Mixin private LogOptions log = new LogOptions();

  @Override
  public int run(Terminal terminal, List<String> arguments) throws InterruptedException {
    log.apply(terminal, Logging.Detail.SHOUT);
    AtSign self = CommandLines.mandatory("atsign", atSign);
    try (AtClient client =
            new PatientStart(terminal).open(() -> edge.clientConfig(self, terminal));
        Subscription events = client.subscribe(EVENTS)) {
      terminal.stop().closes(client);
      terminal.stop().exitsWith(0);
      Progress.of(terminal, false, log.verbose())
          .line("npevents is ready: it prints the events sent to " + self);
      while (true) {
        print(terminal, events.take());
      }
    } catch (ClientClosed e) {
      if (terminal.stop().isAsked()) {
        return 0;
      }
      throw e;
    }
  }

  private void print(Terminal terminal, ReceivedNotification told) {
    String value = told.value();
    if (value == null || (!senders.isEmpty() && !senders.contains(told.from()))) {
      return;
    }
    try {
      JsonObject line =
          JsonObject.builder()
              .put("time", told.at().truncatedTo(ChronoUnit.MILLIS).toString())
              .put("from", told.from().text())
              .put("topic", told.key().name())
              .put("event", SessionEvent.unpack(value))
              .build();
      terminal.out().print(line.canonical() + "\n");
      terminal.out().flush();
    } catch (ProtocolException e) {
      LOG.log(Level.WARNING, () -> "%s sent no event: %s".formatted(told.from(), e.getMessage()));
    }
  }
}
