package org.noports.tunnel.rendezvous;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The device's end of a session in multi mode (sessions.md 4.3): reads the control channel, and for
 * each connection asked for dials the relay, then the local service, and joins them.
 */
public final class DeviceSide implements AutoCloseable {
  private DeviceSide() {}

  /**
   * Resolves the target, opens and authenticates the control channel, then returns; TunnelException
   * when that fails.
   */
  public static DeviceSide open(DeviceSideOptions options) {
    throw new UnsupportedOperationException("not built yet: " + options);
  }

  /** Waits until the session has ended and everything of it is closed. */
  public SessionEnd await() throws InterruptedException {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Waits at most so long; null when the session goes on. */
  public @Nullable SessionEnd await(Duration limit) throws InterruptedException {
    throw new UnsupportedOperationException("not built yet: " + limit);
  }

  /** Data connections joined now. */
  public int connections() {
    throw new UnsupportedOperationException("not built yet");
  }

  /** Ends the session and closes everything of it. Idempotent, bounded. */
  @Override
  public void close() {
    throw new UnsupportedOperationException("not built yet");
  }
}
