package org.noports.atserver;

/** The server could not start or go on. The message says what and what the operator can do. */
public class AtServerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public AtServerException(String message) {
    super(message);
  }

  public AtServerException(String message, Throwable cause) {
    super(message, cause);
  }
}
