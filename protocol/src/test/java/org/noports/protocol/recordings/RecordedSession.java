package org.noports.protocol.recordings;

import static org.noports.protocol.vectors.SpecFile.all;
import static org.noports.protocol.vectors.SpecFile.at;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.noports.protocol.keys.AtKeys;
import org.noports.protocol.keys.AtKeysDocument;
import org.noports.protocol.name.AtSign;
import org.noports.protocol.notification.Notification;
import org.noports.protocol.vectors.SpecFile;
import org.noports.protocol.verb.CommandParser;
import org.noports.protocol.verb.Notify;
import org.noports.protocol.wire.LineBuffer;
import org.noports.protocol.wire.ServerLine;
import org.noports.protocol.wire.ServerLineParser;

/** One recorded session: its connections as lines, its payloads, its relay connections. */
final class RecordedSession {
  /** A whole line of a connection. */
  record Line(boolean fromClient, String text) {}

  /** A connection to an atServer. */
  record Connection(String name, List<Line> lines) {}

  private final JsonNode json;

  RecordedSession(String file) {
    this.json = SpecFile.recording(file);
  }

  List<Connection> connections() {
    List<Connection> connections = new ArrayList<>();
    for (JsonNode each : all(json.required("connections"))) {
      String name = at(each, "connection") + " " + at(each, "from") + " -> " + at(each, "to");
      connections.add(new Connection(name, lines(each)));
    }
    return connections;
  }

  /** Joins what arrived in pieces with the parser's own line buffer. */
  private static List<Line> lines(JsonNode connection) {
    Map<String, LineBuffer> buffers =
        Map.of("C", new LineBuffer(1_000_000), "S", new LineBuffer(1_000_000));
    List<Line> lines = new ArrayList<>();
    for (JsonNode step : all(connection.required("steps"))) {
      LineBuffer buffer = buffers.get(at(step, "dir"));
      if (buffer == null) {
        continue;
      }
      byte[] bytes = at(step, "data").getBytes(StandardCharsets.UTF_8);
      buffer.add(bytes, 0, bytes.length);
      for (String line = buffer.next(); line != null; line = buffer.next()) {
        lines.add(new Line(at(step, "dir").equals("C"), line));
      }
    }
    return lines;
  }

  List<JsonNode> payloads() {
    return all(json.required("payloads"));
  }

  JsonNode payload(String keyPart) {
    for (JsonNode each : payloads()) {
      if (at(each, "key").contains(keyPart)) {
        return each;
      }
    }
    throw new AssertionError("no payload of " + keyPart);
  }

  List<JsonNode> relay() {
    return all(json.required("relay"));
  }

  JsonNode sessionKeys() {
    return json.required("sessionKeys");
  }

  int relayPort(String side) {
    return json.required("relayPorts").required(side).asInt();
  }

  /** The commands that carry notifications, by id. */
  Map<String, Notify> notifyCommands() {
    Map<String, Notify> commands = new LinkedHashMap<>();
    for (Connection connection : connections()) {
      for (Line line : connection.lines()) {
        if (line.fromClient()
            && !line.text().isEmpty()
            && CommandParser.parse(line.text()) instanceof Notify notify
            && notify.id() != null) {
          commands.put(notify.id(), notify);
        }
      }
    }
    return commands;
  }

  /** The notifications that monitors showed, by id. */
  Map<String, Notification> notifications() {
    Map<String, Notification> notifications = new LinkedHashMap<>();
    for (Connection connection : connections()) {
      for (Line line : connection.lines()) {
        if (!line.fromClient()
            && ServerLineParser.parse(line.text()) instanceof ServerLine.NotificationLine shown) {
          Notification notification = Notification.parse(shown.json());
          notifications.put(notification.id(), notification);
        }
      }
    }
    return notifications;
  }

  static AtKeys keysOf(AtSign atSign) {
    return AtKeysDocument.parse(
        atSign, SpecFile.text("recordings/keys/" + atSign.text() + "_key.atKeys"), null);
  }
}
