package org.noports.protocol;

/**
 * Something received or given does not follow the protocol. The message names the field at fault
 * and never holds a secret; {@link #code()} is what a server answers for it.
 */
public class ProtocolException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  public ProtocolException(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  public ProtocolException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public final ErrorCode code() {
    return code;
  }
}
