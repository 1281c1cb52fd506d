package org.noports.atclient;

/**
 * The atServer did not accept the login; {@link #code()} tells why: AT0401 a wrong key, AT0025
 * denied, AT0026 pending, AT0027 revoked, AT0028 and AT0029 expired or unknown (atclient.md 4.4).
 */
public final class LoginRefused extends AtClientException {
  private static final long serialVersionUID = 1L;

  private final String code;

  public LoginRefused(String code, String message) {
    super(message);
    this.code = code;
  }

  /** The code as the server wrote it, {@code AT} and four digits. */
  public String code() {
    return code;
  }
}
