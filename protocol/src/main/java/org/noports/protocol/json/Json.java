package org.noports.protocol.json;

import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

/**
 * Reads JSON text strictly: duplicate names, trailing text, depth above {@value #MAX_DEPTH} and
 * anything outside RFC 8259 are errors. Pure and thread-safe.
 */
public final class Json {
  public static final int MAX_DEPTH = 64;

  /** The longest number text that is read; nothing in the protocol needs more than 19 digits. */
  public static final int MAX_NUMBER_LENGTH = 64;

  private Json() {}

  /** Reads one JSON value; ProtocolException (AT0003) when the text is anything else. */
  public static JsonValue parse(String text) {
    return new JsonReader(text).document();
  }

  /** As {@link #parse}, and an error when the value is not an object. */
  public static JsonObject parseObject(String text) {
    if (parse(text) instanceof JsonObject object) {
      return object;
    }
    throw new ProtocolException(ErrorCode.AT0003, "JSON: an object is expected");
  }

  /** As {@link #parse}, and an error when the value is not an array. */
  public static JsonArray parseArray(String text) {
    if (parse(text) instanceof JsonArray array) {
      return array;
    }
    throw new ProtocolException(ErrorCode.AT0003, "JSON: an array is expected");
  }
}
