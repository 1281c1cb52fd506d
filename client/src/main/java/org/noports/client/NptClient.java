package org.noports.client;

import java.security.SecureRandom;
import java.time.InstantSource;
import org.noports.atclient.AtClient;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.pump.PumpLimits;

/** Opens sessions for a user (sessions.md 1, cli.md 1). Stateless. */
public final class NptClient {
  private NptClient() {}

  /**
   * Binds the local port and opens a session on it; {@link ClientException} or {@link
   * org.noports.atclient.AtClientException} says why that failed. The atClient stays the caller's.
   */
  public static OpenSession connect(NptOptions options, AtClient atClient, StepListener listener)
      throws InterruptedException {
    return connect(
        options,
        new AtClientEdge(atClient),
        Deadlines.SPECIFIED,
        listener,
        InstantSource.system(),
        new SecureRandom());
  }

  /** Opens a session without a local port. The atClient stays the caller's. */
  public static LiveSession session(
      NptOptions options, AtClient atClient, Pump pump, StepListener listener)
      throws InterruptedException {
    return SessionSequence.open(
        options,
        new AtClientEdge(atClient),
        Deadlines.SPECIFIED,
        new Progress(listener, InstantSource.system()),
        new SecureRandom(),
        null,
        pump);
  }

  static OpenSession connect(
      NptOptions options,
      SessionEdge edge,
      Deadlines deadlines,
      StepListener listener,
      InstantSource clock,
      SecureRandom random)
      throws InterruptedException {
    Entrance entrance = Entrance.bind(options);
    Pump pump = new Pump(PumpLimits.DEFAULT);
    boolean open = false;
    try {
      LiveSession session =
          SessionSequence.open(
              options,
              edge,
              deadlines,
              new Progress(listener, clock),
              random,
              entrance.port(),
              pump);
      open = true;
      return new OpenSession(session, entrance, pump, listener);
    } finally {
      if (!open) {
        entrance.port().close();
        pump.close();
      }
    }
  }
}
