package org.noports.tunnel.records;

import java.io.IOException;

/** The relay has joined connections that do not belong together. */
public final class ShiftedException extends IOException {
  private static final long serialVersionUID = 1L;

  ShiftedException(String message, Throwable cause) {
    super(message, cause);
  }
}
