package org.noports.atserver.connection;

import org.noports.protocol.ErrorCode;

/**
 * A command is answered with an error. The message is sent to the other side: it names what was
 * wrong and holds neither a secret nor an internal detail.
 */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Said while the server can't serve. */
  static final String PAUSED = "Server is temporarily paused and should be available again shortly";

  private final ErrorCode code;
  private final boolean stateError;
  private final boolean closing;

  private Refusal(ErrorCode code, String message, boolean stateError, boolean closing) {
    super(message, null, false, false);
    this.code = code;
    this.stateError = stateError;
    this.closing = closing;
  }

  /** A refusal after which the connection goes on or ends as the table of section 6 says. */
  public static Refusal of(ErrorCode code, String message) {
    boolean closing =
        switch (code) {
          case AT0001, AT0002, AT0005, AT0012, AT0013, AT0024 -> true;
          default -> false;
        };
    return new Refusal(code, message, false, closing);
  }

  /** The colon form that pkam and enroll use for the state of an enrollment. */
  public static Refusal ofState(ErrorCode code, String message) {
    return new Refusal(code, message, true, false);
  }

  /** A refusal after which the connection is closed although its code would not say so. */
  public static Refusal closing(ErrorCode code, String message) {
    return new Refusal(code, message, false, true);
  }

  /** The same refusal, but the connection is closed after it. */
  public Refusal thenClose() {
    return new Refusal(code, text(), stateError, true);
  }

  public static Refusal invalidCommand() {
    return of(ErrorCode.AT0003, "invalid command");
  }

  public static Refusal notFound(String key) {
    return of(ErrorCode.AT0015, key + " does not exist in keystore");
  }

  public ErrorCode code() {
    return code;
  }

  public boolean stateError() {
    return stateError;
  }

  public boolean closing() {
    return closing;
  }

  /** The message, never null. */
  public String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
