package org.noports.protocol.json;

import java.util.List;

/** A JSON array. */
public record JsonArray(List<JsonValue> elements) implements JsonValue {
  public JsonArray {
    elements = List.copyOf(elements);
  }

  public static JsonArray ofStrings(Iterable<String> values) {
    throw new UnsupportedOperationException("not built yet");
  }
}
