package org.noports.protocol.verb;

import java.util.List;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonObject;
import org.noports.protocol.json.JsonValue;

/** {@code batch:[{"id":1,"command":"..."},...]} (atprotocol.md 3.10). */
public record Batch(List<Entry> entries) implements Command {
  /**
   * One command of a batch.
   *
   * @param command its line, not yet parsed
   */
  public record Entry(long id, String command) {}

  public Batch {
    entries = List.copyOf(entries);
  }

  @Override
  public String line() {
    List<JsonValue> elements =
        entries.stream()
            .<JsonValue>map(entry ->
                JsonObject.builder().put("id", entry.id()).put("command", entry.command()).build())
            .toList();
    return "batch:" + new JsonArray(elements).canonical();
  }

  /** Without the commands, which may hold secrets. */
  @Override
  public String toString() {
    return "Batch[" + entries.size() + "]";
  }
}
