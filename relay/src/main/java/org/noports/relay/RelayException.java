package org.noports.relay;

/** The relay could not do what was asked. The message says what failed, why, and what to do. */
public class RelayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RelayException(String message) {
    super(message);
  }

  public RelayException(String message, Throwable cause) {
    super(message, cause);
  }
}
