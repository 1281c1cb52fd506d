package org.noports.protocol.keys;

import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

/** A keys document cannot be used; {@link #problem()} tells programs which way. */
public final class KeysDocumentException extends ProtocolException {
  private static final long serialVersionUID = 1L;

  /** The ways a keys document can be unusable. */
  public enum Problem {
    NOT_JSON,
    MISSING_FIELD,
    DAMAGED,
    PASSPHRASE_NEEDED,
    WRONG_PASSPHRASE,
    UNKNOWN_PROTECTION,
    VERSIONED,
    OTHER_ATSIGN
  }

  private final Problem problem;

  KeysDocumentException(Problem problem, String message) {
    super(ErrorCode.AT0022, message);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
