package org.noports.protocol.rpc;

import org.jspecify.annotations.Nullable;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;

/** The value of a response (atclient.md 8); all four members are always written. */
public record RpcResponse(long id, RpcType type, JsonObject payload, @Nullable String message) {

  public static RpcResponse ack(long id) {
    return new RpcResponse(id, RpcType.ACK, JsonObject.builder().build(), null);
  }

  public static RpcResponse nack(long id, String message) {
    return new RpcResponse(id, RpcType.NACK, JsonObject.builder().build(), message);
  }

  public static RpcResponse success(long id, JsonObject payload) {
    return new RpcResponse(id, RpcType.SUCCESS, payload, null);
  }

  /** Reads a response; a payload that is absent or null is empty. */
  public static RpcResponse parse(String value) {
    JsonObject json = Json.parseObject(RpcRequest.bounded(value));
    JsonObject payload = json.optObject("payload");
    return new RpcResponse(
        json.integer("reqId"),
        RpcType.of(json.string("respType")),
        payload == null ? JsonObject.builder().build() : payload,
        json.optString("message"));
  }

  public JsonObject toJson() {
    return JsonObject.builder()
        .put("reqId", id)
        .put("respType", type.text())
        .put("payload", payload)
        .put("message", message)
        .build();
  }
}
