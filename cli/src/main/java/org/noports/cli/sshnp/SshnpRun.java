package org.noports.cli.sshnp;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.noports.atclient.AtClient;
import org.noports.atclient.AtClientConfig;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.output.Progress;
import org.noports.cli.output.Terminal;
import org.noports.client.ReachedStep;
import org.noports.client.SshCommand;
import org.noports.client.SshTunnel;
import org.noports.client.SshnpClient;
import org.noports.client.SshnpOptions;

/** Opens one ssh session and runs the user's ssh in it, or says how to. For one thread. */
final class SshnpRun {
  private final Terminal terminal;
  private final Progress progress;
  private final Supplier<AtClientConfig> edge;
  private final SshCommand command;

  SshnpRun(
      Terminal terminal, Progress progress, Supplier<AtClientConfig> edge, SshCommand command) {
    this.terminal = terminal;
    this.progress = progress;
    this.edge = edge;
    this.command = command;
  }

  /**
   * The exit code: ssh's own, or that of the process which only keeps the tunnel.
   *
   * @param inBackground whether another process waits for the command
   */
  int run(SshnpOptions options, boolean inBackground, OuterSsh outer) throws InterruptedException {
    try (SshTunnel tunnel = open(options)) {
      terminal.stop().closes(tunnel);
      int port = tunnel.localPort();
      if (!options.session().encrypt()) {
        progress.line("Starting tunnel session");
        port = outer.start(tunnel);
      }
      List<String> words = command.userSession(port, tunnel.userName());
      if (inBackground) {
        terminal.out().println(SshCommand.line(words));
        // Whoever captures the output of the process in the foreground must not wait for this one.
        terminal.out().close();
        tunnel.await();
        return 0;
      }
      progress.line("Starting user session");
      return ssh(words);
    }
  }

  /** The atSign has done its part when the tunnel is open. */
  private SshTunnel open(SshnpOptions options) throws InterruptedException {
    try (AtClient client = AtClient.open(edge.get())) {
      terminal.stop().closes(client);
      try {
        return SshnpClient.connect(options, client, this::told);
      } finally {
        terminal.stop().forget(client);
      }
    }
  }

  /** With the terminal of the user, whose keys ssh reads itself. */
  private int ssh(List<String> words) throws InterruptedException {
    Process ssh;
    try {
      ssh = new ProcessBuilder(words).inheritIO().start();
    } catch (IOException e) {
      throw new EnvironmentProblem(
          "Cannot start ssh (%s): install OpenSSH's client, or print the command with -x"
              .formatted(e.getMessage()),
          e);
    }
    terminal.stop().closes(ssh::destroy);
    return ssh.waitFor();
  }

  private void told(ReachedStep step) {
    progress.line(step.at(), step.text());
  }
}
