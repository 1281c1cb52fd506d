package org.noports.tunnel.pump;

/** Why a {@link Flow} leaves the way it is carried. */
enum Leaves {
  AT_END,
  BUSY,
  CHATTY,
  IDLE,
  /** The receiver has not taken in time what the flow keeps for it. */
  STALLED
}
