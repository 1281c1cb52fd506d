package org.noports.tunnel.pump;

import java.io.IOException;

/** What a socket gave is not what the peer sent, or not all of it: nothing of it may be used. */
public final class BrokenStreamException extends IOException {
  private static final long serialVersionUID = 1L;

  public BrokenStreamException(String message, Throwable cause) {
    super(message, cause);
  }
}
