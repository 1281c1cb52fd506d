package org.noports.relay;

import java.util.Locale;

/** Why a connection was not let into a session (sessions.md 3.5). */
public enum AuthFailure {
  /** It went before its line was complete. */
  CLOSED,
  /** Its line was not complete in time. */
  TIMED_OUT,
  /** Its line was not complete within the byte limit. */
  TOO_LONG,
  /** Its words are not of the form. */
  MALFORMED,
  /** A line of another session, or with another nonce than this relay's. */
  WRONG_SESSION,
  /** An answer to a challenge that was not sent on this connection. */
  WRONG_CHALLENGE,
  /** A proof of the session's other side. */
  WRONG_SIDE,
  /** An answer signed by an atSign that is not the side's. */
  WRONG_SIGNER,
  /** The signing key is not published, or not to be had. */
  NO_SIGNING_KEY,
  BAD_SIGNATURE,
  /** A good line, which anybody may have read, from where the side never was. */
  NEW_NETWORK,
  /** A good line, which anybody may have read, too often from where the side did not begin. */
  TOO_OFTEN,
  /** The session's sides have used as many different signing keys as they may. */
  TOO_MANY_SIGNERS,
  /** It has proved itself, but its session has all the connections it may have. */
  SESSION_FULL;

  /** As metrics and log name it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
