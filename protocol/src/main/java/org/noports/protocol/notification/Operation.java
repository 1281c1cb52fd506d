package org.noports.protocol.notification;

import org.jspecify.annotations.Nullable;

/** What happened to the key of a notification. */
public enum Operation {
  UPDATE("update"),
  DELETE("delete");

  private final String text;

  Operation(String text) {
    this.text = text;
  }

  /** The word of the wire. */
  public String text() {
    return text;
  }

  /** The operation named so, or null; without regard to case. */
  public static @Nullable Operation named(String text) {
    for (Operation operation : values()) {
      if (operation.text.equalsIgnoreCase(text)) {
        return operation;
      }
    }
    return null;
  }
}
