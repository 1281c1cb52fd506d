package org.noports.tunnel.rendezvous;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SocketChannel;
import org.noports.tunnel.pump.Sockets;

/**
 * The client's reading of the control channel: nothing is ever said there, but its end is the end
 * of the session (sessions.md 4.3, 4.5).
 */
final class ControlDrain {
  private static final int CHUNK = 256;
  private static final long REJECTED_WITHIN_NANOS = 2_000_000_000L;

  private final SocketChannel control;
  private final Lifetime lifetime;
  private final long opened = System.nanoTime();

  ControlDrain(SocketChannel control, Lifetime lifetime) {
    this.control = control;
    this.lifetime = lifetime;
  }

  void run() {
    try {
      InputStream in = control.socket().getInputStream();
      byte[] discarded = new byte[CHUNK];
      while (in.read(discarded) >= 0) {
        // The daemon has nothing to say.
      }
      lifetime.end(
          EndReason.PEER_CLOSED,
          System.nanoTime() - opened < REJECTED_WITHIN_NANOS
              ? "the relay closed the control connection at once: it may have rejected this side"
              : "the device or the relay closed the session");
    } catch (IOException e) {
      lifetime.end(EndReason.RELAY_LOST, "the connection to the relay was lost");
    } finally {
      Sockets.close(control);
    }
  }
}
