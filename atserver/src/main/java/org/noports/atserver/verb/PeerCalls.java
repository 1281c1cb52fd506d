package org.noports.atserver.verb;

import org.noports.atserver.connection.Refusal;
import org.noports.atserver.peer.PeerAnswer;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.name.AtSign;

/** Turns what another atServer said into an answer of our own (atprotocol.md 6). */
final class PeerCalls {
  private PeerCalls() {}

  /** The payload; another server's refusal is repeated as its code and text. */
  static String data(PeerAnswer answer, AtSign peer) {
    return switch (answer) {
      case PeerAnswer.Data data -> data.payload();
      case PeerAnswer.Refused refused -> throw refusal(refused.code(), refused.message());
      case PeerAnswer.Failed failed -> throw failure(failed, peer);
    };
  }

  /** No answer: an unknown atSign has the text clients know, the rest what was found. */
  static Refusal failure(PeerAnswer.Failed failed, AtSign peer) {
    return failed.code() == ErrorCode.AT0007
        ? Refusal.of(failed.code(), "Unable to find secondary address for atSign:" + peer.bare())
        : Refusal.of(failed.code(), failed.message());
  }

  /** The other server's error; never one that would close the connection to our client. */
  private static Refusal refusal(ErrorCode code, String message) {
    Refusal refusal = Refusal.of(code, message);
    return refusal.closing() ? Refusal.of(ErrorCode.AT0021, message) : refusal;
  }
}
