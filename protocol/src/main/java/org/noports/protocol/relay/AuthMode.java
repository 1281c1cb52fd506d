package org.noports.protocol.relay;

import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

/** How a side proves itself to the relay (sessions.md 3.5). */
public enum AuthMode {
  /** The side speaks first: a signed line, the same for every connection of the session. */
  PAYLOAD("payload"),
  /** The relay speaks first: an encrypted, signed answer to a fresh challenge. */
  ESCR("escr");

  private final String text;

  AuthMode(String text) {
    this.text = text;
  }

  /** The wire text. */
  public String text() {
    return text;
  }

  public static AuthMode of(String text) {
    for (AuthMode mode : values()) {
      if (mode.text.equals(text)) {
        return mode;
      }
    }
    throw new ProtocolException(
        ErrorCode.AT0022, "the relay auth mode is neither 'payload' nor 'escr'");
  }
}
