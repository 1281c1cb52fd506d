package org.noports.protocol.relay;

import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.SessionId;

/** Tells a detecting relay what each side will speak, message #5 (sessions.md 1.5). */
public record AuthModesHint(SessionId sessionId, Nonce rvdNonce, AuthMode sideA, AuthMode sideB) {

  public static AuthModesHint parse(JsonObject message) {
    return new AuthModesHint(
        SessionId.of(message.string("sessionId")),
        Nonce.of(message.string("rvdNonce")),
        AuthMode.of(message.string("sideA")),
        AuthMode.of(message.string("sideB")));
  }

  public JsonObject toJson() {
    return JsonObject.builder()
        .put("sessionId", sessionId.text())
        .put("rvdNonce", rvdNonce.text())
        .put("sideA", sideA.text())
        .put("sideB", sideB.text())
        .build();
  }
}
