package org.noports.cli.doctor;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClient;
import org.noports.cli.options.EdgeOptions;
import org.noports.cli.options.Homes;
import org.noports.cli.output.Terminal;
import org.noports.cli.output.Version;
import org.noports.protocol.name.AtSign;

/**
 * {@code sshnpd --doctor} (cli.md 3.5): what {@code noports doctor daemon} looks at, for the daemon
 * as its command line and config file describe it, and the service that runs it. One thread.
 */
public final class DaemonDoctor {
  private final Terminal terminal;
  private final Report report;

  /** The report goes to the terminal's stdout. */
  public DaemonDoctor(Terminal terminal) {
    this.terminal = terminal;
    this.report = new Report(terminal, false);
  }

  /**
   * The daemon to examine.
   *
   * @param config where its config file is; null for none
   * @param configProblem what is wrong with that; null for nothing
   */
  public record Daemon(
      AtSign atSign,
      EdgeOptions edge,
      List<AtSign> others,
      List<String> permitOpen,
      int sshdPort,
      @Nullable Path config,
      @Nullable String configProblem) {
    public Daemon {
      others = List.copyOf(others);
      permitOpen = List.copyOf(permitOpen);
    }
  }

  /** 0 when nothing is wrong. */
  public int examine(Daemon daemon) throws InterruptedException {
    Path home = Homes.home(terminal);
    report.ok("version", Version.banner());
    report.ok(
        "system",
        "%s %s, %s, Java %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch"),
                Runtime.version()));
    report.ok(
        "home",
        "%s, keys in %s".formatted(home, daemon.edge().keysFile(daemon.atSign(), terminal)));
    config(daemon);
    AtSignCheck atSigns = new AtSignCheck(daemon.atSign(), daemon.edge(), terminal, report);
    try (AtClient client = atSigns.examine()) {
      if (client != null) {
        terminal.stop().closes(client);
      }
      daemon.others().forEach(other -> atSigns.reachable(other, "managers"));
    }
    ServiceCheck services = new ServiceCheck(report);
    services.permitted(daemon.permitOpen());
    if (daemon.sshdPort() != 0) {
      services.sshd(daemon.sshdPort(), home);
    }
    new InstalledServiceCheck(report, "sshnpd").examine(home);
    return report.exitCode();
  }

  private void config(Daemon daemon) {
    if (daemon.configProblem() != null) {
      report.wrong("config", daemon.configProblem(), "correct the file, or leave --config out");
    } else {
      report.ok(
          "config",
          daemon.config() == null ? "no config file is used" : daemon.config() + " is read");
    }
  }
}
