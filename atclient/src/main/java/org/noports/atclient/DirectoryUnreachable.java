package org.noports.atclient;

/** The atDirectory could not be reached or gave no usable answer. */
public final class DirectoryUnreachable extends AtClientException {
  private static final long serialVersionUID = 1L;

  public DirectoryUnreachable(String message) {
    super(message);
  }

  public DirectoryUnreachable(String message, Throwable cause) {
    super(message, cause);
  }
}
