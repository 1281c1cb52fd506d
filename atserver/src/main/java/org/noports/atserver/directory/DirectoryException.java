package org.noports.atserver.directory;

import org.noports.atserver.AtServerException;

/** The atDirectory did not answer, or not as one. */
public class DirectoryException extends AtServerException {
  private static final long serialVersionUID = 1L;

  public DirectoryException(String message) {
    super(message);
  }

  public DirectoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
