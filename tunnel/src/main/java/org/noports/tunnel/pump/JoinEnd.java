package org.noports.tunnel.pump;

/** How a pair of joined sockets ended. */
public enum JoinEnd {
  /** Both directions came to their end of stream, or the peer went after its own. */
  CLOSED,
  /** A socket failed; both were reset. */
  RESET,
  /** One direction had ended and the other was silent too long; both were reset. */
  HALF_CLOSED_IDLE,
  /** What a socket gave was not what the peer sent, or not all of it; both were reset. */
  BROKEN,
  /** The owner closed the pair. */
  STOPPED
}
