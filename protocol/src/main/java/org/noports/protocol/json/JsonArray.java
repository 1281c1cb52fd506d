package org.noports.protocol.json;

import java.util.ArrayList;
import java.util.List;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;

/** A JSON array. */
public record JsonArray(List<JsonValue> elements) implements JsonValue {
  public JsonArray {
    elements = List.copyOf(elements);
  }

  public static JsonArray ofStrings(Iterable<String> values) {
    List<JsonValue> elements = new ArrayList<>();
    for (String value : values) {
      elements.add(new JsonString(value));
    }
    return new JsonArray(elements);
  }

  /** The elements as texts; ProtocolException when one is not a string. */
  public List<String> strings() {
    List<String> texts = new ArrayList<>(elements.size());
    for (JsonValue element : elements) {
      if (!(element instanceof JsonString string)) {
        throw new ProtocolException(ErrorCode.AT0003, "JSON: an array of strings is expected");
      }
      texts.add(string.value());
    }
    return List.copyOf(texts);
  }
}
