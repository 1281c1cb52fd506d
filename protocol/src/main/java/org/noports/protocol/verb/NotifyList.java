package org.noports.protocol.verb;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * {@code notify:list[:yyyy-MM-dd[:yyyy-MM-dd]][:regex]} (atprotocol.md 3.6.2).
 *
 * @param from first day, or null
 * @param to last day, or null
 */
public record NotifyList(@Nullable LocalDate from, @Nullable LocalDate to, @Nullable String regex)
    implements Command {
  public NotifyList {
    OneLine.require(regex);
  }

  @Override
  public String line() {
    return "notify:list"
        + (from == null ? "" : ":" + from)
        + (to == null ? "" : ":" + to)
        + (regex == null ? "" : ":" + regex);
  }
}
