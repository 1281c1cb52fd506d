package org.noports.protocol.relay;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.Json;
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
  private static final int MAX_HOST = 255;

  /** Reads a relay's answer to a request for both; host and port are checked by whoever dials. */
  public static Discovery parse(String value) {
    JsonObject json = Json.parseObject(value);
    String host = json.string("ipaddr");
    Long port = json.get("port") == JsonNull.NULL ? null : json.optInteger("port");
    if (host.isEmpty()
        || host.length() > MAX_HOST
        || (port != null && (port < 1 || port > 65535))) {
      throw new ProtocolException(ErrorCode.AT0005, "a relay says it is at no host and port");
    }
    return new Discovery(host, port == null ? null : Math.toIntExact(port));
  }

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
