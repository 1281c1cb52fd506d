package org.noports.cli.npt;

import java.time.Duration;
import java.util.function.Supplier;
import org.noports.atclient.AtClient;
import org.noports.atclient.AtClientConfig;
import org.noports.cli.edge.PatientStart;
import org.noports.cli.output.FailureText;
import org.noports.cli.output.Progress;
import org.noports.cli.output.Terminal;
import org.noports.client.KeepAlive;
import org.noports.client.KeepAliveListener;
import org.noports.client.LiveSession;
import org.noports.client.NptClient;
import org.noports.client.NptOptions;
import org.noports.client.OpenSession;
import org.noports.client.ReachedStep;
import org.noports.tunnel.rendezvous.SessionEnd;

/** Runs one session, or one after the other, and tells the user about it. For one thread. */
final class SessionRun {
  private final Terminal terminal;
  private final Progress progress;
  private final Supplier<AtClientConfig> edge;
  private final PortAnnouncement announcement;

  SessionRun(
      Terminal terminal,
      Progress progress,
      Supplier<AtClientConfig> edge,
      PortAnnouncement announcement) {
    this.terminal = terminal;
    this.progress = progress;
    this.edge = edge;
    this.announcement = announcement;
  }

  /** One session until it ends; the exit code. */
  int once(NptOptions options) throws InterruptedException {
    try (AtClient client = AtClient.open(edge.get())) {
      terminal.stop().closes(client);
      try (OpenSession session = NptClient.connect(options, client, this::told)) {
        terminal.stop().closes(session);
        announcement.listening(terminal, session.localPort());
        SessionEnd end = session.await();
        progress.line("Session ended");
        return exitCode(end);
      }
    }
  }

  /** Session after session until the process is asked to stop. */
  int keptAlive(NptOptions options) throws InterruptedException {
    try (AtClient client = new PatientStart(terminal).open(edge)) {
      terminal.stop().closes(client);
      try (KeepAlive sessions = KeepAlive.open(options, client, new Listener())) {
        terminal.stop().closes(sessions);
        sessions.run();
        return 1;
      }
    }
  }

  private int exitCode(SessionEnd end) {
    return switch (end.reason()) {
      case IDLE, PEER_CLOSED, CLOSED -> 0;
      default -> {
        terminal.err().println("Error : " + end.detail());
        yield 1;
      }
    };
  }

  private void told(ReachedStep step) {
    progress.line(step.at(), step.text());
  }

  /** Each session of a keep-alive, told as the single one is. */
  private final class Listener implements KeepAliveListener {
    @Override
    public void reached(ReachedStep step) {
      told(step);
    }

    @Override
    public void opened(LiveSession session) {}

    @Override
    public void ended(SessionEnd end, Duration pause) {
      progress.line(
          "Session ended, keep-alive is set: will wait %s seconds and retry%s"
              .formatted(seconds(pause), because(end)));
    }

    private String because(SessionEnd end) {
      return switch (end.reason()) {
        case CLOSED, IDLE -> "";
        case PEER_CLOSED, RELAY_LOST, PROTOCOL_BROKEN -> " (" + end.detail() + ")";
      };
    }

    @Override
    public void failed(RuntimeException why, Duration pause) {
      progress.line(
          "Error : %s; keep-alive is set: will wait %s seconds and retry"
              .formatted(FailureText.of(why), seconds(pause)));
    }

    @Override
    public void doubted(String why) {
      progress.line("The session may be gone (" + why + "): opening another");
    }

    @Override
    public void turnedAway(RuntimeException why) {
      progress.line(FailureText.of(why));
    }

    private String seconds(Duration pause) {
      return pause.toMillis() % 1000 == 0
          ? String.valueOf(pause.toSeconds())
          : "%.1f".formatted(pause.toMillis() / 1000.0);
    }
  }
}
