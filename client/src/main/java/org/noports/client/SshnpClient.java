package org.noports.client;

import java.nio.channels.ServerSocketChannel;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.noports.atclient.AtClient;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.pump.PumpLimits;

/** Opens ssh sessions for a user (sessions.md 6, cli.md 2). Stateless. */
public final class SshnpClient {
  private SshnpClient() {}

  /**
   * Binds the local port and opens a session on it; {@link ClientException} or {@link
   * org.noports.atclient.AtClientException} says why that failed. The atClient stays the caller's.
   */
  public static SshTunnel connect(SshnpOptions options, AtClient atClient, StepListener listener)
      throws InterruptedException {
    return connect(
        options,
        new AtClientEdge(atClient),
        Deadlines.SPECIFIED,
        listener,
        InstantSource.system(),
        new SecureRandom());
  }

  static SshTunnel connect(
      SshnpOptions options,
      SessionEdge edge,
      Deadlines deadlines,
      StepListener listener,
      InstantSource clock,
      SecureRandom random)
      throws InterruptedException {
    LocalPort<ServerSocketChannel> local = LocalPort.bind(options.session().local());
    Pump pump = new Pump(PumpLimits.DEFAULT);
    boolean open = false;
    try {
      SshTunnel tunnel =
          SshSequence.open(
              options, edge, deadlines, new Progress(listener, clock), random, local, pump);
      open = true;
      return tunnel;
    } finally {
      if (!open) {
        local.close();
        pump.close();
      }
    }
  }
}
