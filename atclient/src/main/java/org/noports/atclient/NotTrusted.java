package org.noports.atclient;

/** The certificate of a directory or atServer was not accepted; nothing was sent to it. */
public final class NotTrusted extends AtClientException {
  private static final long serialVersionUID = 1L;

  public NotTrusted(String message) {
    super(message);
  }

  public NotTrusted(String message, Throwable cause) {
    super(message, cause);
  }
}
