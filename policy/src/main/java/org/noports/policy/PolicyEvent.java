package org.noports.policy;

import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.name.AtSign;

/** What happened, as the admin API tells it (cli.md 19). */
public sealed interface PolicyEvent {
  /** When, in milliseconds since the epoch. */
  long timestamp();

  JsonObject toJson();

  /** A daemon said that it is there. */
  record DaemonHeartbeat(long timestamp, AtSign daemon, String deviceName, String deviceGroupName)
      implements PolicyEvent {
    @Override
    public JsonObject toJson() {
      return of("DaemonHeartbeat", this, daemon, deviceName, deviceGroupName).build();
    }
  }

  /** A policy service answered a daemon's question. */
  record PolicyCheck(long timestamp, PolicyQuestion question, PolicyDecision decision)
      implements PolicyEvent {
    @Override
    public JsonObject toJson() {
      return of(
              "PolicyCheck",
              this,
              question.daemon(),
              question.deviceName(),
              question.deviceGroupName())
          .put("user", question.client().text())
          .put("authorized", decision.authorized())
          .put("message", decision.message())
          .put("permitOpen", JsonArray.ofStrings(decision.permitOpen()))
          .build();
    }
  }

  private static JsonObject.Builder of(
      String type, PolicyEvent event, AtSign daemon, String deviceName, String deviceGroupName) {
    return JsonObject.builder()
        .put("timestamp", event.timestamp())
        .put("type", type)
        .put("daemon", daemon.text())
        .put("deviceName", deviceName)
        .put("deviceGroupName", deviceGroupName);
  }
}
