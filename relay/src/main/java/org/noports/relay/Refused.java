package org.noports.relay;

import org.jspecify.annotations.Nullable;

/** A port request that is not served. The message is for the operator's log. */
final class Refused extends RelayException {
  private static final long serialVersionUID = 1L;

  private final RefusalReason reason;
  private final @Nullable String tellClient;

  Refused(RefusalReason reason, String message) {
    this(reason, message, null);
  }

  /** With a text for a client that understands refusals (sessions.md 1.4). */
  Refused(RefusalReason reason, String message, @Nullable String tellClient) {
    super(message);
    this.reason = reason;
    this.tellClient = tellClient;
  }

  RefusalReason reason() {
    return reason;
  }

  @Nullable String tellClient() {
    return tellClient;
  }
}
