package org.noports.atserver.verb;

import org.noports.atserver.connection.Refusal;
import org.noports.atserver.peer.PeerAnswer;
import org.noports.protocol.ErrorCode;

/** Turns what another atServer said into an answer of our own (atprotocol.md 6). */
final class PeerCalls {
  private PeerCalls() {}

  /** The payload; another server's refusal is repeated as its code and text. */
  static String data(PeerAnswer answer) {
    return switch (answer) {
      case PeerAnswer.Data data -> data.payload();
      case PeerAnswer.Refused refused -> throw refusal(refused.code(), refused.message());
      case PeerAnswer.Failed failed -> throw Refusal.of(failed.code(), failed.message());
    };
  }

  /** The other server's error; never one that would close the connection to our client. */
  private static Refusal refusal(ErrorCode code, String message) {
    Refusal refusal = Refusal.of(code, message);
    return refusal.closing() ? Refusal.of(ErrorCode.AT0021, message) : refusal;
  }
}
