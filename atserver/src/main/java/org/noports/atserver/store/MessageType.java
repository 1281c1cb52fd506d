package org.noports.atserver.store;

import java.util.Locale;

/** Whether a notification carries a key or a free text. */
public enum MessageType {
  KEY,
  TEXT;

  /** As it stands in commands. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
