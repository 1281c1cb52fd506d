package org.noports.tunnel;

/** A tunnel or one of its connections failed. The message says what, and what the user can do. */
public class TunnelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TunnelException(String message) {
    super(message);
  }

  public TunnelException(String message, Throwable cause) {
    super(message, cause);
  }
}
