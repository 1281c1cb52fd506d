package org.noports.protocol.wire;

import org.noports.protocol.ErrorCode;
import org.noports.protocol.json.JsonObject;

/**
 * The forms an error line has, by the state of the connection and the version its client announced
 * (atprotocol.md 2.4 and 6). Always one line.
 */
public enum ErrorForm {
  /** Not authenticated, or authenticated by pol. */
  ANONYMOUS,
  AUTHENTICATED,
  /** Not authenticated, the client announced a version above 3.0.37. */
  JSON_ANONYMOUS,
  /** Authenticated, the client announced a version above 3.0.37. */
  JSON_AUTHENTICATED,
  /** States of an enrollment, whatever the connection. */
  STATE;

  /** The line without line feed and prompt. */
  public String write(ErrorCode code, String message) {
    return switch (this) {
      case ANONYMOUS -> "error:" + code + "-Exception: " + oneLine(message);
      case AUTHENTICATED -> "error:" + code + "-" + code.text() + " : " + oneLine(message);
      case JSON_ANONYMOUS -> json(code, "Exception: " + oneLine(message));
      case JSON_AUTHENTICATED -> json(code, code.text() + " : " + oneLine(message));
      case STATE -> "error:" + code + ":" + oneLine(message);
    };
  }

  private static String json(ErrorCode code, String description) {
    return "error:"
        + JsonObject.builder()
            .put("errorCode", code.name())
            .put("errorDescription", description)
            .build()
            .canonical();
  }

  /** A line feed would end the answer too early; other control characters help nobody. */
  private static String oneLine(String message) {
    StringBuilder out = new StringBuilder(message.length());
    for (int i = 0; i < message.length(); i++) {
      char c = message.charAt(i);
      boolean breaks = Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
      out.append(breaks ? ' ' : c);
    }
    return out.toString().strip();
  }
}
