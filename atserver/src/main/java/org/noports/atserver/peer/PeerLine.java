package org.noports.atserver.peer;

import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.tls.SocketDeadlines.Deadline;
import org.noports.protocol.name.AtSign;

/**
 * What one caller has towards one peer: at most one connection, and the turn to use it, which one
 * thread has at a time, in the order they came.
 *
 * <p>Whoever has the turn writes the fields; {@code lastUsed} is read by others, who want to know
 * which line has been idle longest.
 */
final class PeerLine {
  final AtSign caller;
  final AtSign peer;
  final Semaphore turn = new Semaphore(1, true);
  private @Nullable PeerConnection connection;
  private @Nullable Deadline idle;
  private volatile long lastUsed;
  private volatile boolean retired;

  PeerLine(AtSign caller, AtSign peer) {
    this.caller = caller;
    this.peer = peer;
  }

  /** The connection kept, if the peer has not closed it meanwhile. */
  @Nullable PeerConnection take() {
    if (idle != null) {
      idle.close();
      idle = null;
    }
    PeerConnection kept = connection;
    connection = null;
    if (kept != null && !kept.usable()) {
      kept.close();
      return null;
    }
    return kept;
  }

  void keep(PeerConnection used, Deadline closeWhenIdle, long now) {
    connection = used;
    idle = closeWhenIdle;
    lastUsed = now;
  }

  /** Closes it for good: who still waits for its turn may use it once more, but keeps nothing. */
  void retire() {
    retired = true;
    drop();
  }

  boolean retired() {
    return retired;
  }

  private void drop() {
    if (idle != null) {
      idle.close();
      idle = null;
    }
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }

  long lastUsed() {
    return lastUsed;
  }
}
