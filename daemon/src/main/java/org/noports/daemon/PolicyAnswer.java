package org.noports.daemon;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonString;
import org.noports.protocol.json.JsonValue;
import org.noports.protocol.session.PermitOpen;

/**
 * What a policy service says about a sender (sessions.md 7.3).
 *
 * @param message why; text from the network
 * @param permitOpen what the sender may reach; an empty list admits to pings only
 */
record PolicyAnswer(boolean authorized, String message, PermitOpen permitOpen) {
  static final int MOST_RULES = 1000;
  private static final int LONGEST_RULE = 300;

  static PolicyAnswer parse(JsonObject payload) {
    boolean authorized = payload.bool("authorized");
    String message = payload.optString("message");
    return new PolicyAnswer(
        authorized,
        message == null || message.isBlank() ? "the policy service gave no reason" : message,
        authorized ? rules(payload.optArray("permitOpen")) : PermitOpen.of(List.of()));
  }

  private static PermitOpen rules(@Nullable JsonArray array) {
    if (array == null) {
      return PermitOpen.of(List.of());
    }
    if (array.elements().size() > MOST_RULES) {
      throw new ProtocolException(ErrorCode.AT0005, "'permitOpen' has too many rules");
    }
    List<String> rules = new ArrayList<>();
    for (JsonValue element : array.elements()) {
      if (!(element instanceof JsonString(String rule)) || rule.length() > LONGEST_RULE) {
        throw new ProtocolException(ErrorCode.AT0022, "'permitOpen' is not a list of host:port");
      }
      rules.add(rule);
    }
    return PermitOpen.of(rules);
  }
}
