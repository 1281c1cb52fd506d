package org.noports.atserver.peer;

import org.noports.protocol.ErrorCode;

/** What came of a request to another atServer. */
public sealed interface PeerAnswer {

  /** The text after {@code data:}. */
  record Data(String payload) implements PeerAnswer {
    /** Whether there is a value: {@code data:null} says there is none. */
    public boolean present() {
      return !payload.equals("null");
    }
  }

  /** The peer answered with an error. */
  record Refused(ErrorCode code, String message) implements PeerAnswer {}

  /**
   * No answer could be had: AT0007 the directory does not know the peer, AT0004 the directory or a
   * socket failed, AT0021 the peer can't be reached or its certificate is not good, AT0023 it
   * answered too late, AT0008 the handshake failed, AT0006 too many connections.
   */
  record Failed(ErrorCode code, String message) implements PeerAnswer {}
}
