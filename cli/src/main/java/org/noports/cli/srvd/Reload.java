package org.noports.cli.srvd;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.options.UsageProblem;
import org.noports.cli.output.FailureText;
import org.noports.cli.output.Terminal;
import org.noports.cli.service.ServiceLife;
import org.noports.relay.Relay;
import org.noports.relay.RelayConfig;
import picocli.CommandLine.PicocliException;

/**
 * Reads the config file of a running relay again: takes over what may change while it runs, names
 * what needs a restart, and on any problem keeps everything as it was and says why in one line.
 * Thread-safe.
 */
final class Reload {
  /** For what an operator always sees, as the relay's own lines. */
  static final Logger ALWAYS = System.getLogger(Relay.class.getName());

  private final SrvdProgram running;
  private final List<String> arguments;
  private final Relay relay;
  private final ServiceLife service;
  private final Terminal terminal;
  private SrvdProgram current;

  Reload(
      SrvdProgram running,
      List<String> arguments,
      Relay relay,
      ServiceLife service,
      Terminal terminal) {
    this.running = running;
    this.arguments = arguments;
    this.relay = relay;
    this.service = service;
    this.terminal = terminal;
    this.current = running;
  }

  synchronized void run() {
    try {
      SrvdProgram next = running.withFile(arguments);
      RelayConfig config = next.config();
      relay.change(config.managers(), config.limits());
      service.drainLimit(next.drainLimit());
      List<String> changed = next.changes(current, true);
      List<String> later = next.changes(running, false);
      if (changed.contains("log")) {
        next.applyLog(terminal);
      }
      current = next;
      ALWAYS.log(Level.ERROR, "Config file read again: " + told(changed, later));
    } catch (EnvironmentProblem | UsageProblem | PicocliException | IllegalArgumentException e) {
      ALWAYS.log(
          Level.ERROR, "Config file not taken over, all stays as it was: " + FailureText.of(e));
    }
  }

  private static String told(List<String> changed, List<String> later) {
    String now =
        changed.isEmpty() ? "nothing to take over" : String.join(", ", changed) + " changed";
    return later.isEmpty() ? now : now + "; needs a restart: " + String.join(", ", later);
  }
}
