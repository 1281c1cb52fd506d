package org.noports.atclient;

import java.util.concurrent.TimeoutException;

/** A request to another atSign was not answered or was refused (atclient.md 8). */
public final class RpcFailed extends AtClientException {
  private static final long serialVersionUID = 1L;

  private final boolean unanswered;

  /** It was refused. */
  public RpcFailed(String message) {
    super(message);
    this.unanswered = false;
  }

  /** It was not answered. */
  public RpcFailed(String message, TimeoutException cause) {
    super(message, cause);
    this.unanswered = true;
  }

  /** Whether no answer came in time. */
  public boolean unanswered() {
    return unanswered;
  }
}
