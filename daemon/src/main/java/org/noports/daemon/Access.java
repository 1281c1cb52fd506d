package org.noports.daemon;

import org.noports.protocol.session.PermitOpen;

/** What a sender may do (sessions.md 7.1). */
sealed interface Access {
  /**
   * The sender may talk to this daemon.
   *
   * @param services what it may reach, as far as its own list says; the daemon's list counts too
   */
  record Granted(PermitOpen services) implements Access {}

  /**
   * The sender may not talk to this daemon.
   *
   * @param reason for the log and, escaped, for the sender
   */
  record Denied(String reason) implements Access {}
}
