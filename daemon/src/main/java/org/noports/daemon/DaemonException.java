package org.noports.daemon;

/** The daemon could not do what was asked. The message says what failed, why, and what to do. */
public class DaemonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DaemonException(String message) {
    super(message);
  }

  public DaemonException(String message, Throwable cause) {
    super(message, cause);
  }
}
