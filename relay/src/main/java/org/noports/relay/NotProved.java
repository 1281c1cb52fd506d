package org.noports.relay;

import org.jspecify.annotations.Nullable;

/** A connection has not proved to be the side it dialled for. */
final class NotProved extends Exception {
  private static final long serialVersionUID = 1L;

  private final AuthFailure why;

  NotProved(AuthFailure why) {
    this(why, null);
  }

  NotProved(AuthFailure why, @Nullable Throwable cause) {
    super(cause == null ? why.text() : why.text() + ": " + cause.getMessage(), cause);
    this.why = why;
  }

  AuthFailure why() {
    return why;
  }
}
