package org.noports.cli.sshnp;

import java.util.function.Supplier;
import org.noports.atclient.AtClient;
import org.noports.atclient.AtClientConfig;
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

  SshnpRun(Terminal terminal, Progress progress, Supplier<AtClientConfig> edge) {
    this.terminal = terminal;
    this.progress = progress;
    this.edge = edge;
  }

  /** The exit code of the user's ssh. */
  int run(SshnpOptions options, OuterSsh outer, UserSession user) throws InterruptedException {
    try (SshTunnel tunnel = open(options, user::prepare)) {
      int port = port(options, outer, tunnel);
      progress.line("Starting user session");
      return user.run(port, tunnel.userName());
    }
  }

  /** Tells the process that waits for it the command, and keeps the tunnel. */
  int inBackground(SshnpOptions options, OuterSsh outer) throws InterruptedException {
    try (SshTunnel tunnel = open(options, () -> {})) {
      int port = port(options, outer, tunnel);
      terminal.out().println(SshCommand.line(outer.command().userSession(port, tunnel.userName())));
      // Whoever captures the output of the process in the foreground must not wait for this one.
      terminal.out().close();
      tunnel.await();
      return 0;
    }
  }

  /** The port that leads to the device's sshd. */
  private int port(SshnpOptions options, OuterSsh outer, SshTunnel tunnel)
      throws InterruptedException {
    if (options.session().encrypt()) {
      return tunnel.localPort();
    }
    progress.line("Starting tunnel session");
    return outer.start(tunnel);
  }

  /** The atSign has done its part when the tunnel is open. */
  private SshTunnel open(SshnpOptions options, Runnable prepare) throws InterruptedException {
    AtClientConfig config = edge.get().withRecipients(options.session().recipients());
    prepare.run();
    try (AtClient client = AtClient.open(config)) {
      terminal.stop().closes(client);
      try {
        SshTunnel tunnel = SshnpClient.connect(options, client, this::told);
        terminal.stop().closes(tunnel);
        return tunnel;
      } finally {
        terminal.stop().forget(client);
      }
    }
  }

  private void told(ReachedStep step) {
    progress.step(step.at(), step.step().name(), step.text(), step.took());
  }
}
