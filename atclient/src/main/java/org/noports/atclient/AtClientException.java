package org.noports.atclient;

/** A call of an atClient failed. The message says what, for whom, why, and what to do. */
public class AtClientException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public AtClientException(String message) {
    super(message);
  }

  public AtClientException(String message, Throwable cause) {
    super(message, cause);
  }
}
