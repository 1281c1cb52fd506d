package org.noports.atserver.verb;

import java.util.ArrayList;
import java.util.List;
import org.noports.atserver.connection.Authentication;
import org.noports.atserver.connection.Session;
import org.noports.atserver.tenant.AtServer;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonValue;

/** The values of {@code stats:16} and {@code stats:17} (atprotocol.md 3.8). */
final class ConnectionStats {
  private ConnectionStats() {}

  static JsonObject of(AtServer server, boolean detailed) {
    int anonymous = 0;
    int owners = 0;
    int peers = 0;
    List<JsonValue> details = new ArrayList<>();
    for (Session session : server.connections().sessions()) {
      String kind;
      switch (session.authentication()) {
        case Authentication.Anonymous _ -> {
          anonymous++;
          kind = "unauthenticated";
        }
        case Authentication.Owner _ -> {
          owners++;
          kind = "authenticated";
        }
        case Authentication.Peer _ -> {
          peers++;
          kind = "pol";
        }
      }
      details.add(JsonObject.builder().put("sessionId", session.id()).put("type", kind).build());
    }
    JsonObject.Builder out =
        JsonObject.builder()
            .put("total", (long) anonymous + owners + peers)
            .put("unauthenticated", anonymous)
            .put("authenticated", owners)
            .put("pol", peers)
            .put("monitors", server.monitors().count());
    if (detailed) {
      out.put("connections", new JsonArray(details));
    }
    return out.build();
  }
}
