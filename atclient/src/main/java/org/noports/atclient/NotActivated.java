package org.noports.atclient;

/** The atSign exists but has published no public key yet. */
public final class NotActivated extends AtClientException {
  private static final long serialVersionUID = 1L;

  public NotActivated(String message) {
    super(message);
  }

  public NotActivated(String message, Throwable cause) {
    super(message, cause);
  }
}
