package org.noports.policy;

import java.util.List;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonObject;

/**
 * The answer to a question (sessions.md 7.3).
 *
 * @param message why, for the client's user
 * @param permitOpen what the client may reach, as {@code host:port} with {@code *} for any
 */
public record PolicyDecision(boolean authorized, String message, List<String> permitOpen) {
  public PolicyDecision {
    permitOpen = List.copyOf(permitOpen);
  }

  static PolicyDecision allowed(String message, List<String> permitOpen) {
    return new PolicyDecision(true, message, permitOpen);
  }

  static PolicyDecision denied(String message) {
    return new PolicyDecision(false, message, List.of());
  }

  static PolicyDecision parse(JsonObject json) {
    return new PolicyDecision(
        json.bool("authorized"), json.string("message"), json.array("permitOpen").strings());
  }

  JsonObject toJson() {
    return JsonObject.builder()
        .put("authorized", authorized)
        .put("message", message)
        .put("permitOpen", JsonArray.ofStrings(permitOpen))
        .build();
  }
}
