package org.noports.cli.activate;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.noports.atclient.AtClientException;
import org.noports.atclient.LoginRefused;
import org.noports.atclient.ServerUnintelligible;
import org.noports.atclient.activation.FurtherEnrollment;
import org.noports.cli.options.EnvironmentProblem;
import org.noports.cli.output.Terminal;
import org.noports.protocol.keys.AtKeys;

/** Waits until somebody has decided about an enrolment (cli.md 6.4). Stateless. */
final class AwaitedApproval {
  /** The documents say so; an approval is noticed sooner. */
  private static final Duration BETWEEN = Duration.ofSeconds(10);

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final String DENIED = "AT0025";

  private AwaitedApproval() {}

  /** The keys; looks again soon at first, for whoever sits at both machines. */
  static AtKeys of(FurtherEnrollment enrollment, Terminal terminal) throws InterruptedException {
    terminal.err().println("Waiting for approval; will check every 10 seconds");
    Duration pause = FIRST;
    while (true) {
      if (terminal.stop().await(pause)) {
        throw new InterruptedException("asked to stop");
      }
      terminal.err().print("Checking ... ");
      AtKeys keys = pickedUp(enrollment);
      if (keys != null) {
        terminal.err().println(" approved.");
        return keys;
      }
      terminal.err().println(" not approved. Will retry in 10 seconds");
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(BETWEEN) > 0 ? BETWEEN : doubled;
    }
  }

  /** Null while it is not approved, or the network is gone for a while. */
  private static @Nullable AtKeys pickedUp(FurtherEnrollment enrollment) {
    try {
      return enrollment.pickUp();
    } catch (LoginRefused e) {
      throw e.code().equals(DENIED)
          ? new EnvironmentProblem(
              "[Fatal] The enrollment: %s is denied".formatted(enrollment.id()), e)
          : e;
    } catch (ServerUnintelligible e) {
      throw e;
    } catch (AtClientException e) {
      System.getLogger(AwaitedApproval.class.getName())
          .log(System.Logger.Level.WARNING, "Not known whether it is approved: " + e.getMessage());
      return null;
    }
  }
}
