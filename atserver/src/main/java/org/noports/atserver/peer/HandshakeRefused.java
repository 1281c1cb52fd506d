package org.noports.atserver.peer;

/** One of the two sides of a pol handshake did not go on. */
final class HandshakeRefused extends Exception {
  private static final long serialVersionUID = 1L;

  HandshakeRefused(String message) {
    super(message);
  }
}
