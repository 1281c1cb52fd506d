package org.noports.atclient;

/** The address of the atServer is known, but no connection to it came about. */
public final class AtServerUnreachable extends AtClientException {
  private static final long serialVersionUID = 1L;

  public AtServerUnreachable(String message) {
    super(message);
  }

  public AtServerUnreachable(String message, Throwable cause) {
    super(message, cause);
  }
}
