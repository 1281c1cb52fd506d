package org.noports.atclient;

/** A value could not be decrypted or its signature is wrong; the text is never handed on. */
public final class Undecipherable extends AtClientException {
  private static final long serialVersionUID = 1L;

  public Undecipherable(String message) {
    super(message);
  }

  public Undecipherable(String message, Throwable cause) {
    super(message, cause);
  }
}
