package org.noports.atclient;

/**
 * A call of an atClient failed. The message is one line that says what, for whom, why, and what to
 * do; each kind of failure is a type of its own.
 */
public abstract sealed class AtClientException extends RuntimeException
    permits DirectoryUnreachable,
        UnknownAtSign,
        AtServerUnreachable,
        NotTrusted,
        LoginRefused,
        RequestTimedOut,
        ConnectionLost,
        ServerRefused,
        ServerUnintelligible,
        NotActivated,
        AlreadyActivated,
        RegistrarProblem,
        Undecipherable,
        KeysFileProblem,
        RpcFailed,
        ClientClosed {
  private static final long serialVersionUID = 1L;

  private final String message;

  AtClientException(String message) {
    super(message);
    this.message = message;
  }

  AtClientException(String message, Throwable cause) {
    super(message, cause);
    this.message = message;
  }

  /** Never null, unlike that of other exceptions. */
  @Override
  public final String getMessage() {
    return message;
  }
}
