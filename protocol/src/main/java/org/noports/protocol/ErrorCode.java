package org.noports.protocol;

import org.jspecify.annotations.Nullable;

/** The error codes of the atProtocol with their table texts (atprotocol.md, section 6). */
public enum ErrorCode {
  AT0001("Server exception"),
  AT0002("DataStore exception"),
  AT0003("Invalid syntax"),
  AT0004("Socket error"),
  AT0005("Buffer limit exceeded"),
  AT0006("Outbound connection limit exceeded"),
  AT0007("Secondary server not found"),
  AT0008("Handshake failure"),
  AT0009("UnAuthorized client in request"),
  AT0010("Internal server error"),
  AT0011("Internal server exception"),
  AT0012("Inbound connection limit exceeded"),
  AT0013("Connection Exception"),
  AT0014("Unknown AtClient exception"),
  AT0015("key not found"),
  AT0016("Invalid key"),
  AT0021("Unable to connect to secondary"),
  AT0022("Illegal arguments"),
  AT0023("Timeout waiting for response"),
  AT0024("Server is paused"),
  AT0025("Apkam Auth Denied"),
  AT0026("Apkam Auth Failed"),
  AT0027("Apkam Access Revoked"),
  AT0028("Too Many Requests"),
  AT0029("Apkam Enrollment Expired"),
  AT0030("Invalid Enrollment Status"),
  AT0031("Cannot revoke self enrollment"),
  AT0032("Illegal state exception"),
  AT0401("Client authentication failed");

  private final String text;

  ErrorCode(String text) {
    this.text = text;
  }

  /** The table text that stands before the detail in an error line. */
  public String text() {
    return text;
  }

  /** The code written so, or null when it is none of ours. */
  public static @Nullable ErrorCode named(String code) {
    for (ErrorCode known : values()) {
      if (known.name().equals(code)) {
        return known;
      }
    }
    return null;
  }
}
