package org.noports.protocol.verb;

import org.jspecify.annotations.Nullable;

/**
 * {@code sync:from:<n>[:limit:<m>][:skipDeletesUntil:<n>][:regex]} (atprotocol.md 3.8).
 *
 * @param from the last commit id the client has, -1 for none
 */
public record Sync(
    long from, @Nullable Long limit, @Nullable Long skipDeletesUntil, @Nullable String regex)
    implements Command {
  public Sync {
    OneLine.require(regex);
  }

  @Override
  public String line() {
    return "sync:from:"
        + from
        + (limit == null ? "" : ":limit:" + limit)
        + (skipDeletesUntil == null ? "" : ":skipDeletesUntil:" + skipDeletesUntil)
        + (regex == null ? "" : ":" + regex);
  }
}
