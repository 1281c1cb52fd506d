package org.noports.cli.options;

/** The command line lacks something or contradicts itself: version, usage and this line follow. */
public final class UsageProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UsageProblem(String message) {
    super(message);
  }

  public UsageProblem(String message, Throwable cause) {
    super(message, cause);
  }
}
