package org.noports.protocol.json;

import java.util.Map;

/** Writes the canonical text of sessions.md 2.2. Pure. */
final class JsonWriter {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private JsonWriter() {}

  static void write(JsonValue value, StringBuilder out) {
    switch (value) {
      case JsonObject object -> writeObject(object, out);
      case JsonArray array -> writeArray(array, out);
      case JsonString string -> writeString(string.value(), out);
      case JsonNumber number -> out.append(number.text());
      case JsonBoolean bool -> out.append(bool == JsonBoolean.TRUE ? "true" : "false");
      case JsonNull ignored -> out.append("null");
    }
  }

  private static void writeObject(JsonObject object, StringBuilder out) {
    char separator = '{';
    for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
      out.append(separator);
      separator = ',';
      writeString(member.getKey(), out);
      out.append(':');
      write(member.getValue(), out);
    }
    if (separator == '{') {
      out.append('{');
    }
    out.append('}');
  }

  private static void writeArray(JsonArray array, StringBuilder out) {
    char separator = '[';
    for (JsonValue element : array.elements()) {
      out.append(separator);
      separator = ',';
      write(element, out);
    }
    if (separator == '[') {
      out.append('[');
    }
    out.append(']');
  }

  private static void writeString(String value, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < 0x20) {
            writeEscaped(c, out);
          } else if (!Character.isSurrogate(c)) {
            out.append(c);
          } else if (Character.isHighSurrogate(c)
              && i + 1 < value.length()
              && Character.isLowSurrogate(value.charAt(i + 1))) {
            out.append(c).append(value.charAt(++i));
          } else {
            // A lone half cannot be written as UTF-8.
            writeEscaped(c, out);
          }
        }
      }
    }
    out.append('"');
  }

  private static void writeEscaped(char c, StringBuilder out) {
    out.append("\\u")
        .append(HEX[c >> 12])
        .append(HEX[(c >> 8) & 0xf])
        .append(HEX[(c >> 4) & 0xf])
        .append(HEX[c & 0xf]);
  }
}
