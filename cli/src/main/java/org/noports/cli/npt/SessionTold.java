package org.noports.cli.npt;

import java.time.Duration;
import org.noports.cli.output.FailureText;
import org.noports.cli.output.Progress;
import org.noports.client.KeepAliveListener;
import org.noports.client.LiveSession;
import org.noports.client.ReachedStep;
import org.noports.client.Step;
import org.noports.client.StepListener;
import org.noports.tunnel.rendezvous.SessionEnd;

/** How the session of one service fares, told to people and programs. Thread-safe. */
class SessionTold implements StepListener {
  private final Progress progress;
  private final String label;
  private final StateEvents state;

  /**
   * For one service.
   *
   * @param label which of several services a line is about
   */
  SessionTold(Progress progress, String label, StateEvents state) {
    this.progress = progress;
    this.label = label;
    this.state = state;
  }

  @Override
  public void reached(ReachedStep step) {
    if (step.step() == Step.LISTENING) {
      line(step.text());
    } else {
      progress.step(step.at(), step.step().name(), label + step.text(), step.took());
    }
  }

  @Override
  public void turnedAway(Exception why) {
    state.turnedAway(FailureText.of(why));
    line("Error : " + FailureText.of(why));
  }

  void line(String text) {
    progress.line(label + text);
  }

  StateEvents state() {
    return state;
  }

  /** One of {@code -K}: session after session. */
  static final class KeptAlive extends SessionTold implements KeepAliveListener {
    KeptAlive(Progress progress, String label, StateEvents state) {
      super(progress, label, state);
    }

    @Override
    public void opened(LiveSession session, int localPort) {
      state().up(session.id(), localPort);
    }

    @Override
    public void ended(SessionEnd end, Duration pause) {
      state().down(end.detail(), pause);
      line(
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
      state().down(FailureText.of(why), pause);
      tellFailure(why, pause);
    }

    @Override
    public void notReplaced(RuntimeException why, Duration pause) {
      state().doubted(FailureText.of(why));
      tellFailure(why, pause);
    }

    private void tellFailure(RuntimeException why, Duration pause) {
      line(
          "Error : %s; keep-alive is set: will wait %s seconds and retry"
              .formatted(FailureText.of(why), seconds(pause)));
    }

    @Override
    public void doubted(String why) {
      state().doubted(why);
      line("The session may be gone (" + why + "): opening another");
    }

    private String seconds(Duration pause) {
      return pause.toMillis() % 1000 == 0
          ? String.valueOf(pause.toSeconds())
          : "%.1f".formatted(pause.toMillis() / 1000.0);
    }
  }
}
