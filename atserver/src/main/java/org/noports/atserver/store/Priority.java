package org.noports.atserver.store;

import java.util.Locale;

/** The priority a sender gave; kept and shown, not forwarded. */
public enum Priority {
  LOW,
  MEDIUM,
  HIGH;

  /** As it stands in commands. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
