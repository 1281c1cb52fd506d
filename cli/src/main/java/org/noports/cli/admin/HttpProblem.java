package org.noports.cli.admin;

/** A request that gets an answer of this status and text instead of what it wanted. */
final class HttpProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  HttpProblem(int status, String text) {
    super(text);
    this.status = status;
  }

  int status() {
    return status;
  }

  HttpReply reply() {
    return HttpReply.text(status, String.valueOf(getMessage()));
  }
}
