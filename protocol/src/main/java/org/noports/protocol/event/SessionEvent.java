package org.noports.protocol.event;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonValue;
import org.noports.protocol.name.SessionId;

/**
 * What a relay tells of a session (docs/extensions/session-events.md). Pure.
 *
 * @param callersA where the connections of side A came from, the first of them
 */
public record SessionEvent(
    SessionId sessionId,
    State state,
    Instant at,
    List<Caller> callersA,
    List<Caller> callersB,
    long pairs,
    long bytesAToB,
    long bytesBToA) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  public SessionEvent {
    callersA = List.copyOf(callersA);
    callersB = List.copyOf(callersB);
  }

  /** How far the session is. */
  public enum State {
    /** The first pair of connections was joined. */
    CONNECTED("connected"),
    /** From time to time while it lives. */
    STILL_CONNECTED("stillConnected"),
    /** Only of a session that was connected. */
    ENDED("ended");

    private final String text;

    State(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /** The other end of a connection. */
  public record Caller(String address, int port, Instant at) {}

  public JsonObject toJson() {
    JsonObject stats =
        JsonObject.builder()
            .put("socketsSideA", callers(callersA))
            .put("socketsSideB", callers(callersB))
            .put("numSocketPairs", pairs)
            .put("bytesAtoB", bytesAToB)
            .put("bytesBtoA", bytesBToA)
            .build();
    JsonObject when = JsonObject.builder().put("timestamp", TIME.format(at)).build();
    return JsonObject.builder()
        .put("sessionId", sessionId.text())
        .put("state", state.text())
        .put("lifecycle", JsonObject.builder().put(state.text(), when).put("stats", stats).build())
        .build();
  }

  /** As a notification carries it. */
  public String packed() {
    return PackedText.pack(toJson().canonical());
  }

  /** The JSON of an event as a notification carries it. */
  public static JsonObject unpack(String packed) {
    return Json.parseObject(PackedText.unpack(packed));
  }

  private static JsonValue callers(List<Caller> callers) {
    Map<String, List<JsonValue>> byAddress = new LinkedHashMap<>();
    for (Caller caller : callers) {
      byAddress
          .computeIfAbsent(caller.address(), address -> new ArrayList<>())
          .add(
              JsonObject.builder()
                  .put("port", caller.port())
                  .put("timestamp", TIME.format(caller.at()))
                  .build());
    }
    JsonObject.Builder json = JsonObject.builder();
    byAddress.forEach((address, list) -> json.put(address, new JsonArray(list)));
    return json.build();
  }
}
