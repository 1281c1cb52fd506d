package org.noports.atclient;

/** A request to another atSign was not answered or was refused (atclient.md 8). */
public final class RpcFailed extends AtClientException {
  private static final long serialVersionUID = 1L;

  public RpcFailed(String message) {
    super(message);
  }

  public RpcFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
