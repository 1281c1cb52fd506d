package org.noports.protocol.verb;

import java.util.ArrayList;
import java.util.List;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonValue;
import org.noports.protocol.name.AtSign;

/** Reads config, batch and stream (atprotocol.md 3.10). Pure. */
final class OperatorCommands {
  /** The most atSigns of one {@code config:block} and commands of one {@code batch}. */
  static final int MAX_ELEMENTS = 1000;

  private OperatorCommands() {}

  static Config config(LineCursor line) {
    if (line.takeWord("block:show")) {
      line.expectEnd();
      return new Config(Config.Operation.BLOCK_SHOW, List.of(), null);
    }
    if (line.take(":block:add:")) {
      return new Config(Config.Operation.BLOCK_ADD, atSigns(line), null);
    }
    if (line.take(":block:remove:")) {
      return new Config(Config.Operation.BLOCK_REMOVE, atSigns(line), null);
    }
    for (Config.Operation operation :
        List.of(Config.Operation.SET, Config.Operation.RESET, Config.Operation.PRINT)) {
      if (line.take(":" + operation.text() + ":")) {
        return new Config(operation, List.of(), line.rest());
      }
    }
    throw line.fail();
  }

  private static List<AtSign> atSigns(LineCursor line) {
    List<AtSign> atSigns = new ArrayList<>();
    do {
      atSigns.add(line.markedAtSign());
      if (atSigns.size() > MAX_ELEMENTS) {
        throw line.fail();
      }
    } while (line.take(" "));
    line.expectEnd();
    return atSigns;
  }

  static Batch batch(LineCursor line) {
    line.expect(':');
    try {
      List<JsonValue> elements = Json.parseArray(line.rest()).elements();
      if (elements.size() > MAX_ELEMENTS) {
        throw line.fail();
      }
      List<Batch.Entry> entries = new ArrayList<>(elements.size());
      for (JsonValue element : elements) {
        if (!(element instanceof JsonObject object)) {
          throw line.fail();
        }
        entries.add(new Batch.Entry(object.integer("id"), object.string("command")));
      }
      return new Batch(entries);
    } catch (ProtocolException e) {
      throw line.fail(e);
    }
  }

  static Stream stream(LineCursor line) {
    line.expect(':');
    return new Stream(line.atEnd() ? "" : line.rest());
  }
}
