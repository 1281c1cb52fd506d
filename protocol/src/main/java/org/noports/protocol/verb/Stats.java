package org.noports.protocol.verb;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code stats[:<id>,<id>...][:<regex>]} (atprotocol.md 3.8).
 *
 * @param ids none for all
 * @param regex only with the single id 3 or 15
 */
public record Stats(List<Integer> ids, @Nullable String regex) implements Command {
  public Stats {
    OneLine.require(regex);
    ids = List.copyOf(ids);
  }

  @Override
  public String line() {
    return "stats"
        + (ids.isEmpty()
            ? ""
            : ids.stream().map(String::valueOf).collect(Collectors.joining(",", ":", "")))
        + (regex == null ? "" : ":" + regex);
  }
}
