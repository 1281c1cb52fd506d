package org.noports.protocol.verb;

import org.jspecify.annotations.Nullable;

/**
 * {@code monitor[:strict][:selfNotifications][:multiplexed][:<epochMillis>][ <regex>]}
 * (atprotocol.md 3.7).
 *
 * @param epochMillis replay what is stored with a greater time, or null for no replay
 */
public record Monitor(
    boolean strict,
    boolean selfNotifications,
    boolean multiplexed,
    @Nullable Long epochMillis,
    @Nullable String regex)
    implements Command {
  public Monitor {
    OneLine.require(regex);
  }

  @Override
  public String line() {
    return "monitor"
        + (strict ? ":strict" : "")
        + (selfNotifications ? ":selfNotifications" : "")
        + (multiplexed ? ":multiplexed" : "")
        + (epochMillis == null ? "" : ":" + epochMillis)
        + (regex == null ? "" : " " + regex);
  }
}
