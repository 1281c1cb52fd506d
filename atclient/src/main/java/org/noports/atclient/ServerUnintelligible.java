package org.noports.atclient;

/** What a server sent is not the protocol; the connection was given up. */
public final class ServerUnintelligible extends AtClientException {
  private static final long serialVersionUID = 1L;

  public ServerUnintelligible(String message) {
    super(message);
  }

  public ServerUnintelligible(String message, Throwable cause) {
    super(message, cause);
  }
}
