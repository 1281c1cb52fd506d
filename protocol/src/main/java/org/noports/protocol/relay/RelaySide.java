package org.noports.protocol.relay;

import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

/** The two sides of a relayed session: A is the client, B the daemon (sessions.md 1.1). */
public enum RelaySide {
  A("a"),
  B("b");

  private final String text;

  RelaySide(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  /** Reads {@code a} or {@code b} in any case. */
  public static RelaySide of(String text) {
    for (RelaySide side : values()) {
      if (side.text.equalsIgnoreCase(text)) {
        return side;
      }
    }
    throw new ProtocolException(ErrorCode.AT0022, "the side is neither 'a' nor 'b'");
  }
}
