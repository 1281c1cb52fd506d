package org.noports.atserver.peer;

import java.io.IOException;

/** The peer took too long. */
final class PeerTimeout extends IOException {
  private static final long serialVersionUID = 1L;

  PeerTimeout(String message, Throwable cause) {
    super(message, cause);
  }
}
