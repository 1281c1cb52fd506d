package org.noports.protocol.verb;

import org.jspecify.annotations.Nullable;

/** The order among the recipients of a sender's queue. */
public enum Priority {
  LOW("low"),
  MEDIUM("medium"),
  HIGH("high");

  private final String text;

  Priority(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  static @Nullable Priority named(String text) {
    for (Priority priority : values()) {
      if (priority.text.equalsIgnoreCase(text)) {
        return priority;
      }
    }
    return null;
  }
}
