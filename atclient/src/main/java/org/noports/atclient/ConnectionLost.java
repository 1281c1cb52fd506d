package org.noports.atclient;

/**
 * The connection broke before the answer came; whether the command was carried out is not known.
 */
public final class ConnectionLost extends AtClientException {
  private static final long serialVersionUID = 1L;

  public ConnectionLost(String message) {
    super(message);
  }

  public ConnectionLost(String message, Throwable cause) {
    super(message, cause);
  }
}
