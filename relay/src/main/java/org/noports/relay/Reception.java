package org.noports.relay;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.relay.EscrChallenge;

/**
 * Hears what a connection says to prove itself, within its limits of time and bytes (sessions.md
 * 3.5, 8.2); counts those that do not, logs why, and tells them. Thread-safe.
 */
final class Reception {
  private static final Logger LOG = System.getLogger(Reception.class.getName());

  private final RelayLimits limits;
  private final RelayCounters counters;

  Reception(RelayLimits limits, RelayCounters counters) {
    this.limits = limits;
    this.counters = counters;
  }

  /** Speaks with a connection; what its proof has shown. */
  interface Proof<T> {
    T hear(Intake intake) throws IOException, NotProved;
  }

  /**
   * What the connection has proved, or null.
   *
   * @param where for the log
   * @param tellsRefusal whether a refused connection is told so; older sides would take it for
   *     session data
   */
  <T> @Nullable T receive(
      String where,
      SocketChannel channel,
      Intake.Follower follower,
      boolean tellsRefusal,
      Proof<T> proof) {
    Intake intake =
        new Intake(channel, limits.authenticationTime(), limits.authenticationBytes(), follower);
    try {
      return proof.hear(intake);
    } catch (NotProved e) {
      notProved(where, e);
    } catch (SocketTimeoutException e) {
      notProved(where, new NotProved(AuthFailure.TIMED_OUT));
    } catch (IOException e) {
      notProved(where, new NotProved(AuthFailure.CLOSED, e));
      return null;
    }
    if (tellsRefusal) {
      refuse(channel, intake);
    }
    return null;
  }

  private void notProved(String where, NotProved failure) {
    counters.notProved(failure.why());
    LOG.log(Level.INFO, () -> where + ": a connection is not let in: " + failure.getMessage());
  }

  /** Says so and ends the own direction, so that the words are not lost with the connection. */
  private static void refuse(SocketChannel channel, Intake intake) {
    try {
      intake.say(EscrChallenge.REFUSED);
      channel.shutdownOutput();
    } catch (IOException e) {
      // The other end has gone already.
    }
  }
}
