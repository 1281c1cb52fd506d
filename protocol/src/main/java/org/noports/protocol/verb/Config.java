package org.noports.protocol.verb;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.noports.protocol.name.AtSign;

/**
 * {@code config:block:add|remove|show} and {@code config:set|reset|print} (atprotocol.md 3.10).
 *
 * @param atSigns whom to add to or remove from the block list
 * @param setting {@code name=value} or {@code name} of the latter three
 */
public record Config(Operation operation, List<AtSign> atSigns, @Nullable String setting)
    implements Command {
  /** What to do. */
  public enum Operation {
    BLOCK_ADD("block:add"),
    BLOCK_REMOVE("block:remove"),
    BLOCK_SHOW("block:show"),
    SET("set"),
    RESET("reset"),
    PRINT("print");

    private final String text;

    Operation(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  public Config {
    OneLine.require(setting);
    atSigns = List.copyOf(atSigns);
  }

  @Override
  public String line() {
    return "config:"
        + operation.text()
        + (atSigns.isEmpty()
            ? ""
            : atSigns.stream().map(AtSign::text).collect(Collectors.joining(" ", ":", "")))
        + (setting == null ? "" : ":" + setting);
  }
}
