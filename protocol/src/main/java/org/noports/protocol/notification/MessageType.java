package org.noports.protocol.notification;

import org.jspecify.annotations.Nullable;

/** What a notification carries: a key with a value, or a bare text. */
public enum MessageType {
  KEY("key"),
  TEXT("text");

  private final String text;

  MessageType(String text) {
    this.text = text;
  }

  /** The word of the verb grammar. */
  public String text() {
    return text;
  }

  /** The type named so, or null; without regard to case. */
  public static @Nullable MessageType named(String text) {
    for (MessageType type : values()) {
      if (type.text.equalsIgnoreCase(text)) {
        return type;
      }
    }
    return null;
  }
}
