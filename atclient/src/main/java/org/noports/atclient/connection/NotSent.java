package org.noports.atclient.connection;

/** The connection had ended before the command was written: it may be sent on another one. */
public final class NotSent extends Exception {
  private static final long serialVersionUID = 1L;

  NotSent(String message) {
    super(message);
  }
}
