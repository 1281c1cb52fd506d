package org.noports.relay;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.envelope.SigningKeyUri;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.name.SessionId;
import org.noports.protocol.relay.AuthMode;
import org.noports.protocol.relay.AuthModesHint;
import org.noports.protocol.relay.Nonce;
import org.noports.tunnel.pairing.Side;

/**
 * Who may meet in a session.
 *
 * @param rvdNonce the relay's own
 * @param checkA null when side A does not authenticate, or comes through the single port
 * @param checkB as {@code checkA}
 * @param escr null when the session has no key for challenges
 * @param only443 whether its connections come through the single port
 */
record SessionPlan(
    SessionId id,
    AtSign atSignA,
    AtSign atSignB,
    Nonce rvdNonce,
    @Nullable SideCheck checkA,
    @Nullable SideCheck checkB,
    @Nullable EscrCheck escr,
    boolean only443) {

  /** The keys that have let a side in. */
  Set<SigningKeyUri> signingKeys() {
    return escr == null ? Set.of() : escr.signingKeys();
  }

  /** How connections at the single port prove themselves; null when the session is not there. */
  @Nullable EscrCheck atSinglePort() {
    return only443 ? escr : null;
  }

  @Nullable SideCheck check(Side side) {
    return side == Side.A ? checkA : checkB;
  }

  /**
   * What the client says the sides will do; false when it is not this session's client who says so,
   * or not about this relay's session (sessions.md 1.5).
   */
  boolean hinted(AtSign from, AuthModesHint hint) {
    if (!from.equals(atSignA) || !hint.rvdNonce().equals(rvdNonce)) {
      return false;
    }
    hint(checkA, hint.sideA());
    hint(checkB, hint.sideB());
    return true;
  }

  private static void hint(@Nullable SideCheck check, AuthMode mode) {
    if (check != null) {
      check.hinted(mode);
    }
  }
}
