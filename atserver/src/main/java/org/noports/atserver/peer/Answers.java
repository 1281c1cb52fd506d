package org.noports.atserver.peer;

import java.io.IOException;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.wire.NetworkText;
import org.noports.protocol.wire.ServerLine;

/** What lines and failures of a connection mean to who made the request. */
final class Answers {
  private Answers() {}

  static PeerAnswer of(ServerLine line) throws IOException {
    return switch (line) {
      case ServerLine.Data(String payload) -> new PeerAnswer.Data(payload);
      case ServerLine.Failure(ErrorCode code, String rawCode, String message) ->
          new PeerAnswer.Refused(code, NetworkText.escaped(message));
      case ServerLine.NotificationLine _, ServerLine.StreamLine _, ServerLine.PolAccepted _ ->
          throw new IOException("the peer sent what is no answer");
    };
  }

  static PeerAnswer.Failed failed(AtSign peer, IOException failure) {
    String detail = NetworkText.escaped(String.valueOf(failure.getMessage()));
    return failure instanceof PeerTimeout
        ? new PeerAnswer.Failed(ErrorCode.AT0023, peer + ": " + detail)
        : new PeerAnswer.Failed(ErrorCode.AT0004, peer + ": " + detail);
  }
}
