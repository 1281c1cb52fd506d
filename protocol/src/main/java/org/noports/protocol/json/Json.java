package org.noports.protocol.json;

/**
 * Reads JSON text strictly: duplicate names, trailing text, depth above {@value #MAX_DEPTH} and
 * anything outside RFC 8259 are errors. Pure and thread-safe.
 */
public final class Json {
  public static final int MAX_DEPTH = 64;

  private Json() {}

  /** Reads one JSON value; ProtocolException (AT0003) when the text is anything else. */
  public static JsonValue parse(String text) {
    throw new UnsupportedOperationException("not built yet");
  }

  /** As {@link #parse}, and an error when the value is not an object. */
  public static JsonObject parseObject(String text) {
    throw new UnsupportedOperationException("not built yet");
  }
}
