package org.noports.cli.doctor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClient;
import org.noports.atclient.AtClientConfig;
import org.noports.atclient.AtClientException;
import org.noports.atclient.KeysFileProblem;
import org.noports.atclient.ReceivedNotification;
import org.noports.atclient.Subscription;
import org.noports.atclient.activation.ActivationStatus;
import org.noports.cli.options.EdgeOptions;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.output.Terminal;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;

/**
 * What every party needs: its keys, the atDirectory, its atServer, the login, notifications, and a
 * clock that agrees with the atServer's. Each step stands on the one before. One thread.
 */
final class AtSignCheck {
  private static final Duration NOTIFICATION_LIMIT = Duration.ofSeconds(10);

  /** Messages of sessions live a minute or so (sessions.md 1.4). */
  private static final Duration TOLERATED = Duration.ofSeconds(30);

  private final AtSign atSign;
  private final EdgeOptions edge;
  private final Terminal terminal;
  private final Report report;

  AtSignCheck(AtSign atSign, EdgeOptions edge, Terminal terminal, Report report) {
    this.atSign = atSign;
    this.edge = edge;
    this.terminal = terminal;
    this.report = report;
  }

  /** The logged-in client, which is the caller's to close; null when something is wrong. */
  @Nullable AtClient examine() throws InterruptedException {
    AtClientConfig config = keys();
    if (!reachable(atSign, "atServer") || config == null) {
      return null;
    }
    AtClient client;
    try {
      client = AtClient.open(config);
    } catch (AtClientException e) {
      report.failed("login", e, "use the keys of this activation, or enrol this machine anew");
      return null;
    }
    report.ok("login", atSign + " is logged in");
    clock(client);
    return client;
  }

  private @Nullable AtClientConfig keys() {
    Path file;
    AtClientConfig config;
    try {
      file = edge.keysFile(atSign, terminal);
      config = edge.clientConfig(atSign, terminal);
    } catch (KeysFileProblem | EnvironmentProblem e) {
      report.failed("keys", e, "restore the file from a backup, or enrol this machine anew");
      return null;
    }
    report.ok("keys", "%s holds the keys of %s".formatted(file, atSign));
    FileModes.requireSecret(report, "permissions", file);
    return config;
  }

  /** Whether the atSign is known, its atServer answers and it is activated. */
  boolean reachable(AtSign who, String check) {
    try {
      String directory = edge.directory(terminal).toString();
      switch (ActivationStatus.of(who, edge.directory(terminal), edge.trust(terminal))) {
        case ACTIVATED -> {
          report.ok(check, "the atServer of %s answers".formatted(who));
          return true;
        }
        case NO_PUBLIC_KEY ->
            report.wrong(
                check, who + " is not activated", "at_activate onboard -a " + who + " -c SECRET");
        case SERVER_UNREACHABLE ->
            report.wrong(
                check,
                "the atServer of %s does not answer".formatted(who),
                "look at this network's firewall and at the machine that runs it");
        case NOT_IN_DIRECTORY ->
            report.wrong(
                "directory",
                "the atDirectory %s does not know %s".formatted(directory, who),
                "check the spelling, and that --root-server names its atDirectory");
        case DIRECTORY_UNREACHABLE ->
            report.wrong(
                "directory",
                "the atDirectory %s does not answer".formatted(directory),
                "check network and name service, or name another with --root-server");
      }
    } catch (AtClientException | EnvironmentProblem e) {
      report.failed("directory", e, "check network and --ca-file");
    }
    return false;
  }

  /** A message to oneself comes back with the time of the atServer. */
  private void clock(AtClient client) throws InterruptedException {
    String name = "noports_doctor." + Long.toUnsignedString(System.nanoTime(), 36) + ".sshnp";
    try (Subscription answers = client.subscribe(Pattern.compile(Pattern.quote(name)))) {
      client.awaitMonitoring(NOTIFICATION_LIMIT);
      client.notify(AtKey.self(name, atSign), "doctor");
      ReceivedNotification came = answers.poll(NOTIFICATION_LIMIT);
      if (came == null) {
        report.wrong(
            "messages",
            "no notification came within %d s".formatted(NOTIFICATION_LIMIT.toSeconds()),
            "restart the atServer of " + atSign + ", or ask who runs it");
        return;
      }
      report.ok("messages", "notifications come in");
      Duration off = Duration.between(came.at(), terminal.clock().instant());
      if (off.abs().compareTo(TOLERATED) > 0) {
        report.wrong(
            "clock",
            "this machine's clock is %d s %s the atServer's"
                .formatted(off.abs().toSeconds(), off.isNegative() ? "behind" : "before"),
            "let it follow a time service, for example: timedatectl set-ntp true");
      } else {
        report.ok("clock", "it agrees with the atServer's");
      }
    } catch (AtClientException e) {
      report.failed("messages", e, "look at this network and at the atServer");
    }
  }
}
