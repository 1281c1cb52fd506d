package org.noports.atclient;

/** The client was closed before or during the call. */
public final class ClientClosed extends AtClientException {
  private static final long serialVersionUID = 1L;

  public ClientClosed(String message) {
    super(message);
  }

  public ClientClosed(String message, Throwable cause) {
    super(message, cause);
  }
}
