package org.noports.atclient;

/** The atSign is activated already; onboarding it again would lock its owner out. */
public final class AlreadyActivated extends AtClientException {
  private static final long serialVersionUID = 1L;

  public AlreadyActivated(String message) {
    super(message);
  }

  public AlreadyActivated(String message, Throwable cause) {
    super(message, cause);
  }
}
