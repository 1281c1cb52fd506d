package org.noports.atserver.peer;

import java.io.IOException;

/** The peer closed the connection. */
final class PeerClosed extends IOException {
  private static final long serialVersionUID = 1L;

  PeerClosed() {
    super("the peer closed the connection");
  }
}
