package org.noports.cli.policy;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClient;
import org.noports.cli.edge.PatientStart;
import org.noports.cli.options.AtSignConverter;
import org.noports.cli.options.CommandLines;
import org.noports.cli.options.EdgeOptions;
import org.noports.cli.options.LogOptions;
import org.noports.cli.output.Logging;
import org.noports.cli.output.Progress;
import org.noports.cli.output.Terminal;
import org.noports.policy.PolicyRules;
import org.noports.policy.PolicyService;
import org.noports.protocol.event.EventTarget;
import org.noports.protocol.name.AtSign;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What all policy services take, and answering daemons until asked to stop (cli.md 8). */
final class PolicyServiceOptions {
  /** For what an operator always sees, as the service's own lines. */
  private static final Logger ALWAYS = System.getLogger(PolicyService.class.getName());

  private static final Duration EVENTS_LAST = Duration.ofHours(1);

  @Option(
      names = {"-a", "--atsign"},
      paramLabel = "<atSign>",
      converter = AtSignConverter.class,
      description = "The policy service's atSign (mandatory).")
  private @Nullable AtSign atSign;

  @Option(
      names = "--daemon-atsigns",
      paramLabel = "<atSign,...>",
      split = ",",
      converter = AtSignConverter.class,
      description = "Further daemons that will ask; told at the start, the groups decide.")
  private List<AtSign> daemons = new ArrayList<>();

  @Option(
      names = "--event-logging-atsign",
      paramLabel = "<atSign>",
      converter = AtSignConverter.class,
      description = "Have relays tell this atSign's npevents about the daemons' sessions.")
  private @Nullable AtSign eventLogger;

  @Mixin private EdgeOptions edge = new EdgeOptions();
  @Mixin private LogOptions log = new LogOptions();

  /** Answers by some rules. */
  @FunctionalInterface
  interface Serving {
    int serve(AtClient client) throws InterruptedException;
  }

  AtSign atSign() {
    return CommandLines.mandatory("atsign", atSign);
  }

  void applyLogging(Terminal terminal) {
    log.apply(terminal, Logging.Detail.SHOUT);
  }

  /** What is always told at the start. */
  void announce(Collection<AtSign> fromRules, List<String> rights) {
    TreeSet<AtSign> known = new TreeSet<>(fromRules);
    known.addAll(daemons);
    ALWAYS.log(Level.ERROR, "Daemon atSigns: " + known);
    rights.forEach(line -> ALWAYS.log(Level.ERROR, line));
  }

  /** The exit code of what is done with the connected client. */
  int connected(Terminal terminal, Serving serving) throws InterruptedException {
    AtSign self = atSign();
    try (AtClient client =
        new PatientStart(terminal).open(() -> edge.clientConfig(self, terminal))) {
      terminal.stop().closes(client);
      return serving.serve(client);
    }
  }

  /** Under a topic with the policy atSign's name, where that can be part of one. */
  private @Nullable EventTarget events(AtSign self) {
    AtSign logger = eventLogger;
    if (logger == null) {
      return null;
    }
    String name = self.bare().matches("[a-z0-9_-]+") ? self.bare() : "policy";
    return new EventTarget(logger, name + ".events.logging.sshnp", EVENTS_LAST);
  }

  int serve(Terminal terminal, AtClient client, PolicyRules rules, String program)
      throws InterruptedException {
    try (PolicyService service = PolicyService.start(client, rules, events(client.atSign()))) {
      terminal.stop().closes(service);
      terminal.stop().exitsWith(0);
      Progress.of(terminal, false, log.verbose())
          .line("%s is ready: %s answers daemons".formatted(program, client.atSign()));
      terminal.awaitStop();
      return 0;
    }
  }
}
