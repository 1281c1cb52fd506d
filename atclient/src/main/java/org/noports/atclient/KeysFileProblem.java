package org.noports.atclient;

/** A keys file cannot be used; {@link #kind()} tells programs why, the message people. */
public final class KeysFileProblem extends AtClientException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with the file. */
  public enum Kind {
    MISSING,
    UNREADABLE,
    OTHER_ATSIGN,
    DAMAGED,
    PASSPHRASE_NEEDED,
    PASSPHRASE_WRONG,
    EXISTS,
    UNWRITABLE
  }

  private final Kind kind;

  public KeysFileProblem(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public KeysFileProblem(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
