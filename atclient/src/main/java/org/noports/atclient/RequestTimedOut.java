package org.noports.atclient;

/**
 * No answer came in time. The connection was given up; whether the command was carried out is not
 * known.
 */
public final class RequestTimedOut extends AtClientException {
  private static final long serialVersionUID = 1L;

  public RequestTimedOut(String message) {
    super(message);
  }

  public RequestTimedOut(String message, Throwable cause) {
    super(message, cause);
  }
}
