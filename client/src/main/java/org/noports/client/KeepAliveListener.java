package org.noports.client;

import java.time.Duration;
import org.noports.tunnel.rendezvous.SessionEnd;

/** Told how a keep-alive fares, on the thread that runs it. Must return at once. */
public interface KeepAliveListener extends StepListener {
  /** A session is open and serves. */
  void opened(OpenSession session);

  /** A session ended; the next is opened after the pause. */
  void ended(SessionEnd end, Duration pause);

  /** No session came about; the next attempt follows after the pause. */
  void failed(RuntimeException why, Duration pause);
}
