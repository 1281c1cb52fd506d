package org.noports.protocol.relay;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonNull;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonString;

/**
 * What a relay tells of itself to whoever measures it (sessions.md 3.8).
 *
 * @param host where it is reached
 * @param singlePort the port of all sessions; null without one
 */
public record Discovery(String host, @Nullable Integer singlePort) {
  private static final int MAX_ITEMS = 16;

  /** The answer to a request: what it asks for and we know of. */
  public JsonObject answer(JsonObject request) {
    JsonArray items = request.array("items");
    JsonObject.Builder answer = JsonObject.builder();
    items.elements().stream()
        .limit(MAX_ITEMS)
        .filter(JsonString.class::isInstance)
        .map(item -> ((JsonString) item).value())
        .distinct()
        .forEach(item -> add(answer, item));
    return answer.build();
  }

  private void add(JsonObject.Builder answer, String item) {
    if (item.equals("ipaddr")) {
      answer.put(item, host);
    } else if (item.equals("port")) {
      if (singlePort == null) {
        answer.put(item, JsonNull.NULL);
      } else {
        answer.put(item, singlePort);
      }
    }
  }
}
