package org.noports.relay;

import org.jspecify.annotations.Nullable;
import org.noports.tunnel.pairing.Side;
import org.noports.tunnel.pump.JoinedSockets;
import org.noports.tunnel.pump.WaitingSocket;

/** An authenticated connection of a session. The session's lock guards the pair. */
final class Guest {
  final Side side;
  final WaitingSocket socket;
  final long sinceNanos = System.nanoTime();
  @Nullable JoinedSockets pair;

  Guest(Side side, WaitingSocket socket) {
    this.side = side;
    this.socket = socket;
  }
}
