package org.noports.atserver.access;

import org.jspecify.annotations.Nullable;

/** What an enrollment may do in a namespace: read, or read and write. */
public enum Right {
  READ("r"),
  READ_WRITE("rw");

  private final String text;

  Right(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  /** Whether this right covers the other. */
  public boolean covers(Right other) {
    return this == READ_WRITE || other == READ;
  }

  static @Nullable Right named(String text) {
    for (Right right : values()) {
      if (right.text.equals(text)) {
        return right;
      }
    }
    return null;
  }
}
