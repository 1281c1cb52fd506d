package org.noports.atclient;

/** The atDirectory does not know the atSign: a final answer, not worth a retry at once. */
public final class UnknownAtSign extends AtClientException {
  private static final long serialVersionUID = 1L;

  public UnknownAtSign(String message) {
    super(message);
  }

  public UnknownAtSign(String message, Throwable cause) {
    super(message, cause);
  }
}
