package org.noports.atserver.store;

/** Which way a stored notification goes. */
public enum NotificationType {
  /** To another atSign; the delivery queue carries it. */
  SENT,
  /** From another atSign. */
  RECEIVED,
  /** From the tenant to itself. */
  SELF
}
