package org.noports.cli.options;

/** The surroundings, not the command line, lack what the program needs: one line, no usage. */
public class EnvironmentProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EnvironmentProblem(String message) {
    super(message);
  }

  public EnvironmentProblem(String message, Throwable cause) {
    super(message, cause);
  }
}
