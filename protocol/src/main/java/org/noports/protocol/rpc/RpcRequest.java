package org.noports.protocol.rpc;

import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;

/**
 * The value of a request (atclient.md 8).
 *
 * @param id microseconds since 1970 at the requester, also in the key
 */
public record RpcRequest(long id, JsonObject payload) {
  static final int MAX_LENGTH = 1024 * 1024;

  public RpcRequest {
    if (id < 0) {
      throw new ProtocolException(ErrorCode.AT0022, "an RPC id is negative");
    }
  }

  public static RpcRequest parse(String value) {
    JsonObject json = Json.parseObject(bounded(value));
    return new RpcRequest(json.integer("reqId"), json.object("payload"));
  }

  public JsonObject toJson() {
    return JsonObject.builder().put("reqId", id).put("payload", payload).build();
  }

  static String bounded(String value) {
    if (value.length() > MAX_LENGTH) {
      throw new ProtocolException(ErrorCode.AT0005, "an RPC message is too long");
    }
    return value;
  }
}
