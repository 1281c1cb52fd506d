package org.noports.relay;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.SessionId;
import org.noports.tunnel.pairing.Side;

/**
 * Who may meet in a session.
 *
 * @param checkA null when side A does not authenticate
 * @param checkB null when side B does not authenticate
 */
record SessionPlan(
    SessionId id,
    AtSign atSignA,
    AtSign atSignB,
    @Nullable SideCheck checkA,
    @Nullable SideCheck checkB) {

  @Nullable SideCheck check(Side side) {
    return side == Side.A ? checkA : checkB;
  }
}
