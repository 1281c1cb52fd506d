package org.noports.atserver.verb;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.noports.atserver.connection.Answer;
import org.noports.atserver.connection.Refusal;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonNull;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonString;
import org.noports.protocol.json.JsonValue;
import org.noports.protocol.verb.Mode;

/**
 * What another atServer answered to {@code lookup:all:}, checked, in the form asked for (3.4.3).
 */
final class Fetched {
  private Fetched() {}

  /** The object with {@code data} and {@code metaData}, or null when the peer has no value. */
  static @Nullable JsonObject parse(String payload, String key) {
    try {
      JsonValue value = Json.parse(payload);
      if (value instanceof JsonNull) {
        return null;
      }
      if (value instanceof JsonObject object && object.get("metaData") instanceof JsonObject) {
        return object.get("data") instanceof JsonString ? object : null;
      }
    } catch (ProtocolException e) {
      throw unreadable(key);
    }
    throw unreadable(key);
  }

  private static Refusal unreadable(String key) {
    return Refusal.of(ErrorCode.AT0021, "the answer for " + key + " is not readable");
  }

  static Answer answer(JsonObject fetched, String key, Mode mode) {
    return switch (mode) {
      case VALUE -> new Answer.Data(fetched.string("data"));
      case META -> new Answer.Data(fetched.object("metaData").canonical());
      case ALL ->
          new Answer.Data(
              JsonObject.builder()
                  .put("data", fetched.string("data"))
                  .put("metaData", fetched.object("metaData"))
                  .put("key", key)
                  .build()
                  .canonical());
    };
  }

  /**
   * The public key of another atSign as its copy here lives: a day, unless its owner named a time
   * after which it is to be fetched again (3.4.4).
   */
  static JsonObject withPublicLife(JsonObject fetched, long millis) {
    JsonObject metadata = fetched.object("metaData");
    if (metadata.optInteger("ttr") != null) {
      return fetched;
    }
    JsonObject.Builder lived = JsonObject.builder();
    boolean placed = false;
    for (Map.Entry<String, JsonValue> member : metadata.members().entrySet()) {
      if (member.getKey().equals("ttl")) {
        continue;
      }
      lived.put(member.getKey(), member.getValue());
      if (member.getKey().equals("version")) {
        lived.put("ttl", millis);
        placed = true;
      }
    }
    if (!placed) {
      lived.put("ttl", millis);
    }
    return JsonObject.builder()
        .put("data", fetched.string("data"))
        .put("metaData", lived.build())
        .build();
  }
}
