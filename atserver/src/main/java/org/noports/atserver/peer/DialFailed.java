package org.noports.atserver.peer;

import org.noports.protocol.ErrorCode;

/** No connection to a peer could be had. */
final class DialFailed extends Exception {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  DialFailed(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  PeerAnswer.Failed answer() {
    return new PeerAnswer.Failed(code, String.valueOf(getMessage()));
  }
}
