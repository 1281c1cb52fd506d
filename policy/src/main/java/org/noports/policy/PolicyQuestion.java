package org.noports.policy;

import org.noports.protocol.ErrorCode;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;

/** What a daemon asks about a client (sessions.md 7.3). */
public record PolicyQuestion(
    AtSign daemon, String deviceName, String deviceGroupName, AtSign client) {
  private static final int LONGEST_NAME = 200;

  /** Reads the payload of a question; {@link ProtocolException} when it is none. */
  static PolicyQuestion parse(JsonObject payload) {
    return new PolicyQuestion(
        AtSign.of(payload.string("daemonAtsign")),
        name(payload, "daemonDeviceName"),
        name(payload, "daemonDeviceGroupName"),
        AtSign.of(payload.string("clientAtsign")));
  }

  private static String name(JsonObject payload, String member) {
    String name = payload.string(member);
    if (name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
      throw new ProtocolException(ErrorCode.AT0022, "'" + member + "' is no name");
    }
    return name;
  }
}
