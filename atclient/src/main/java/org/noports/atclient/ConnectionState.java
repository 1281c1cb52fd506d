package org.noports.atclient;

/** What the monitor connection of a client is doing. */
public enum ConnectionState {
  /** Not monitoring: dialling, logging in or pausing between attempts. */
  CONNECTING,
  /** The server has confirmed the monitor; notifications arrive. */
  MONITORING,
  /** Closed by its owner, for good. */
  CLOSED
}
