package org.noports.tunnel.rendezvous;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of a session in multi mode (sessions.md 4.3): accepts local connections and
 * joins each with a connection of its own to the relay, announced on the control channel.
 */
public final class ClientSide implements AutoCloseable {
  private ClientSide() {}

  /**
   * Opens and authenticates the control channel, begins to accept, then returns; TunnelException
   * when that fails.
   */
  public static ClientSide open(ClientSideOptions options) {
    throw new UnsupportedOperationException("not built yet: " + options);
  }

  /** Waits until the session has ended and everything of it is closed; the listener is not. */
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

  /** Ends the session and closes everything of it but the listener. Idempotent, bounded. */
  @Override
  public void close() {
    throw new UnsupportedOperationException("not built yet");
  }
}
