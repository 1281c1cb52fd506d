package org.noports.atserver.store;

import java.util.Locale;

/** How far a notification has come (atprotocol.md 4.1). */
public enum NotificationStatus {
  QUEUED,
  DELIVERED,
  ERRORED,
  EXPIRED;

  /** As {@code notify:status} answers it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
