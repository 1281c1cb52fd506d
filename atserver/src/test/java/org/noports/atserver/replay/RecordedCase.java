package org.noports.atserver.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonValue;

/** One dialogue of docs/spec/recordings/atserver-verbs.json. */
record RecordedCase(String name, String state, List<Exchange> exchanges) {
  /**
   * What was sent in one write and all that came before the next write of the same connection.
   *
   * @param connection empty for the connection of the case, else who opened a second one
   * @param sent empty for what came before anything was sent
   * @param closed whether the server closed the connection
   */
  record Exchange(
      String connection,
      String sent,
      boolean raw,
      String received,
      boolean closed,
      boolean sendFailed) {
    String command() {
      return sent.strip();
    }

    /** The bytes of a text: characters are bytes where the recording was not UTF-8. */
    byte[] bytes(String text) {
      return text.getBytes(raw ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }
  }

  static List<RecordedCase> all() {
    Path file =
        Path.of(
            Objects.requireNonNull(System.getProperty("noports.root")),
            "docs/spec/recordings/atserver-verbs.json");
    try {
      JsonObject document = Json.parseObject(Files.readString(file));
      List<RecordedCase> out = new ArrayList<>();
      for (JsonValue each : Objects.requireNonNull(document.optArray("cases")).elements()) {
        out.add(read((JsonObject) each));
      }
      return out;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RecordedCase read(JsonObject json) {
    List<Building> building = new ArrayList<>();
    JsonArray steps = Objects.requireNonNull(json.optArray("steps"));
    for (JsonValue each : steps.elements()) {
      JsonObject step = (JsonObject) each;
      String connection = Objects.requireNonNullElse(step.optString("connection"), "");
      switch (step.string("dir")) {
        case "C" ->
            building.add(
                new Building(
                    connection, step.string("data"), "latin-1".equals(step.optString("encoding"))));
        case "S" -> last(building, connection).received.append(step.string("data"));
        case "event" -> event(step, last(building, connection));
        default -> throw new AssertionError("unknown step of " + json.string("name"));
      }
    }
    return new RecordedCase(
        json.string("name"), json.string("state"), building.stream().map(Building::built).toList());
  }

  private static void event(JsonObject step, Building at) {
    String text = Objects.requireNonNullElse(step.optString("data"), step.optString("event"));
    if ("closed by server".equals(text)) {
      at.closed = true;
    } else {
      at.sendFailed = true;
    }
  }

  private static Building last(List<Building> building, String connection) {
    for (Building each : building.reversed()) {
      if (each.connection.equals(connection)) {
        return each;
      }
    }
    Building first = new Building(connection, "", false);
    building.add(first);
    return first;
  }

  private static final class Building {
    private final String connection;
    private final String sent;
    private final boolean raw;
    private final StringBuilder received = new StringBuilder();
    private boolean closed;
    private boolean sendFailed;

    Building(String connection, String sent, boolean raw) {
      this.connection = connection;
      this.sent = sent;
      this.raw = raw;
    }

    Exchange built() {
      return new Exchange(connection, sent, raw, received.toString(), closed, sendFailed);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
