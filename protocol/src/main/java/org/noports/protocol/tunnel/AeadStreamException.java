package org.noports.protocol.tunnel;

import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

/** An authenticated stream is not what the peer sent, or not all of it (sessions.md 8.3). */
public final class AeadStreamException extends ProtocolException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with it; after any of them both connections are reset. */
  public enum Problem {
    /** The first record is not this connection's HELLO: the relay joined the wrong two. */
    SHIFTED,
    /** A record was changed, left out, repeated or reordered. */
    FORGED,
    /** An authentic record breaks the rules. */
    MALFORMED,
    /** The stream ended without END. */
    TRUNCATED
  }

  private final Problem problem;

  AeadStreamException(Problem problem, String message) {
    super(ErrorCode.AT0022, message);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
