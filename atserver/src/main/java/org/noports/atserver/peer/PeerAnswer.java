package org.noports.atserver.peer;

import org.noports.protocol.ErrorCode;
import org.noports.protocol.wire.ErrorForm;
import org.noports.protocol.wire.NetworkText;
import org.noports.protocol.wire.ServerLine;
import org.noports.protocol.wire.ServerLineParser;

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
  record Refused(ErrorCode code, String message) implements PeerAnswer {
    /** What an atServer of this process refuses, as it would arrive over a connection. */
    public static Refused within(ErrorCode code, String text) {
      ServerLine line = ServerLineParser.parse(ErrorForm.ANONYMOUS.write(code, text));
      String message = line instanceof ServerLine.Failure failure ? failure.message() : text;
      return new Refused(code, NetworkText.escaped(message));
    }
  }

  /**
   * No answer could be had: AT0007 the directory does not know the peer, AT0004 the directory or a
   * socket failed, AT0021 the peer can't be reached or its certificate is not good, AT0023 it
   * answered too late, AT0008 the handshake failed, AT0006 too many connections.
   */
  record Failed(ErrorCode code, String message) implements PeerAnswer {}
}
