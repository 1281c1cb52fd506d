package org.noports.atclient;

/** The atServer answered a command with an error. */
public final class ServerRefused extends AtClientException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final String text;

  public ServerRefused(String code, String text, String message) {
    super(message);
    this.code = code;
    this.text = text;
  }

  /** The code as the server wrote it, {@code AT} and four digits. */
  public String code() {
    return code;
  }

  /** The server's own text, without its code. */
  public String text() {
    return text;
  }
}
