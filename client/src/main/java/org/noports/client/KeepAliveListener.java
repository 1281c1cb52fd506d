package org.noports.client;

import java.time.Duration;
import org.noports.tunnel.rendezvous.SessionEnd;

/**
 * Told how a keep-alive fares, in the order in which it happens: on the thread that runs it, and
 * {@link #turnedAway} on those of the local connections. Must return at once.
 */
public interface KeepAliveListener extends StepListener {
  /**
   * A session is open and serves on the local port; what served before serves its open connections
   * to their end.
   */
  void opened(LiveSession session, int localPort);

  /** A session ended; the next is opened after the pause. */
  void ended(SessionEnd end, Duration pause);

  /** No session came about; the next attempt follows after the pause. */
  void failed(RuntimeException why, Duration pause);

  /** The session may be gone although nothing says so: another is opened beside it at once. */
  void doubted(String why);

  /**
   * The attempt after a doubt failed; what serves goes on, and the next follows after the pause.
   */
  void notReplaced(RuntimeException why, Duration pause);

  /** A local connection waited in vain and was reset; or datagrams found no way. */
  @Override
  void turnedAway(Exception why);
}
