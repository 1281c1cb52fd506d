package org.noports.protocol.json;

/** A JSON value. Immutable; {@link #canonical()} is the text of sessions.md, section 2.2. */
public sealed interface JsonValue
    permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull {

  /**
   * The canonical text: no white space, members in order, minimal escapes, numbers as they were
   * given.
   */
  default String canonical() {
    StringBuilder out = new StringBuilder();
    JsonWriter.write(this, out);
    return out.toString();
  }
}
