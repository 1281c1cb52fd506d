package org.noports.protocol.json;

/**
 * A JSON number, kept as the text it was written in, so that writing it again gives the same text.
 */
public record JsonNumber(String text) implements JsonValue {
  public static JsonNumber of(long value) {
    return new JsonNumber(Long.toString(value));
  }
}
