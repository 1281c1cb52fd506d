package org.noports.atserver.store;

import org.noports.atserver.AtServerException;

/** The store could not read or write; a verb answers AT0002. */
public class StoreException extends AtServerException {
  private static final long serialVersionUID = 1L;

  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
