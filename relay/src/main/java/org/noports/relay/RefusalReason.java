package org.noports.relay;

import java.util.Locale;

/** Why a port request was not served. */
public enum RefusalReason {
  MALFORMED,
  /** Older than any client waits. */
  STALE,
  /** In the name of another atSign. */
  WRONG_SENDER,
  NOT_MANAGER,
  /** For the single port, which this relay does not serve. */
  NO_SINGLE_PORT,
  /** For the single port, with sides or modes that it does not take. */
  UNFIT_FOR_SINGLE_PORT,
  /** For relay authentication by challenge, without a key for it. */
  NO_CHALLENGE_KEY,
  /** A side's public key is not to be had. */
  NO_PUBLIC_KEY,
  SESSION_ID_IN_USE,
  /** Its sender asks more often than one atSign may. */
  TOO_OFTEN,
  RELAY_FULL,
  ATSIGN_FULL,
  NO_PORTS,
  NO_FILE_HANDLES,
  /** The relay lets its sessions end and takes no new ones. */
  DRAINING,
  STOPPING,
  /** The relay could not do it: its atServer did not answer, for example. */
  FAILED;

  /** Whether another relay process of the same atSign may serve what this one does not. */
  boolean othersMayServe() {
    return switch (this) {
      case NO_SINGLE_PORT,
          TOO_OFTEN,
          RELAY_FULL,
          ATSIGN_FULL,
          NO_PORTS,
          NO_FILE_HANDLES,
          DRAINING,
          STOPPING,
          FAILED ->
          true;
      case MALFORMED,
          STALE,
          WRONG_SENDER,
          NOT_MANAGER,
          UNFIT_FOR_SINGLE_PORT,
          NO_CHALLENGE_KEY,
          NO_PUBLIC_KEY,
          SESSION_ID_IN_USE ->
          false;
    };
  }

  /** As metrics and log name it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
