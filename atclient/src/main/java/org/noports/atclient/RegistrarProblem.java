package org.noports.atclient;

/** The registrar did not give an atSign's activation secret. */
public final class RegistrarProblem extends AtClientException {
  private static final long serialVersionUID = 1L;

  public RegistrarProblem(String message) {
    super(message);
  }

  public RegistrarProblem(String message, Throwable cause) {
    super(message, cause);
  }
}
