package org.noports.cli.npt;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.noports.atclient.AtClient;
import org.noports.atclient.AtClientConfig;
import org.noports.cli.edge.PatientStart;
import org.noports.cli.output.FailureText;
import org.noports.cli.output.Progress;
import org.noports.cli.output.Terminal;
import org.noports.client.LocalBinding;
import org.noports.client.LocalProxy;
import org.noports.client.NptOptions;
import org.noports.client.ProxyListener;
import org.noports.client.ReachedStep;
import org.noports.client.Step;
import org.noports.protocol.session.ServiceAddress;

/** Runs a local proxy until the process is asked to stop. For one thread. */
final class ProxyRun {
  private final Terminal terminal;
  private final Progress progress;
  private final Supplier<AtClientConfig> edge;
  private final PortAnnouncement announcement;

  ProxyRun(
      Terminal terminal,
      Progress progress,
      Supplier<AtClientConfig> edge,
      PortAnnouncement announcement) {
    this.terminal = terminal;
    this.progress = progress;
    this.edge = edge;
    this.announcement = announcement;
  }

  /**
   * @param patient whether to wait for keys and network at the start
   */
  int run(LocalBinding binding, Function<ServiceAddress, NptOptions> options, boolean patient)
      throws InterruptedException {
    try (AtClient client =
        patient ? new PatientStart(terminal).open(edge) : AtClient.open(edge.get())) {
      terminal.stop().closes(client);
      try (LocalProxy proxy = LocalProxy.open(binding, options, client, new Listener())) {
        terminal.stop().closes(proxy);
        progress.line(
            "npt is listening on %s:%d (SOCKS5, SOCKS4A, HTTP CONNECT)"
                .formatted(proxy.localHost(), proxy.localPort()));
        announcement.listening(terminal, List.of(proxy.localPort()));
        terminal.awaitStop();
        return 1;
      }
    }
  }

  private final class Listener implements ProxyListener {
    @Override
    public void reached(ServiceAddress target, ReachedStep step) {
      if (step.step() == Step.FEATURE_CHECK_SENT) {
        progress.line(step.at(), "Opening a session to " + target);
      } else if (step.step() == Step.RELAY_DIALLED) {
        progress.line(step.at(), "Session to " + target + " is open");
      }
    }

    @Override
    public void refused(String protocol, ServiceAddress target, RuntimeException why) {
      progress.line("%s to %s : Error : %s".formatted(protocol, target, FailureText.of(why)));
    }
  }
}
