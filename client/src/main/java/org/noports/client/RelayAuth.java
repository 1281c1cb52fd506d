package org.noports.client;

import org.noports.protocol.relay.AuthMode;

/**
 * How the user wants both sides to prove themselves to the relay, and what that comes to with the
 * relay and daemon at hand (sessions.md 3.7).
 *
 * @param preference the mode to use where everybody knows it
 * @param explicit whether the user asked for that mode
 * @param only443 whether the session has to go through the relay's single port, which knows only
 *     {@link AuthMode#ESCR}
 */
public record RelayAuth(AuthMode preference, boolean explicit, boolean only443) {
  /** What happens unless the user says something. */
  public static final RelayAuth DEFAULT = new RelayAuth(AuthMode.ESCR, false, false);

  public RelayAuth {
    if (only443 && preference != AuthMode.ESCR) {
      throw new IllegalArgumentException(
          "a session through port 443 needs the relay auth mode escr");
    }
  }

  public static RelayAuth explicitly(AuthMode mode) {
    return new RelayAuth(mode, true, false);
  }

  /** As this one, through the relay's single port, which implies escr. */
  public RelayAuth through443() {
    return new RelayAuth(preference, explicit, true);
  }

  /** Whether the session needs a key for challenges. */
  boolean wantsEscr() {
    return preference == AuthMode.ESCR;
  }

  /** The mode of the request for ports, which holds on a relay that does not detect. */
  AuthMode requested() {
    return mode(false, true);
  }

  /**
   * @param detects whether the relay finds out by itself what a side speaks
   * @param peerCan whether the side's end knows {@link AuthMode#ESCR}
   */
  AuthMode mode(boolean detects, boolean peerCan) {
    if (only443) {
      return AuthMode.ESCR;
    }
    if (!peerCan) {
      return AuthMode.PAYLOAD;
    }
    return explicit || detects ? preference : AuthMode.PAYLOAD;
  }

  /** Whether a side that does not know {@link AuthMode#ESCR} makes the session impossible. */
  boolean insistsOnEscr(boolean detects) {
    return only443 || (explicit && wantsEscr() && !detects);
  }
}
