package org.noports.protocol.verb;

import java.time.Duration;

/** {@code noop:<millis>}: answer {@code ok} after that time (atprotocol.md 3.3.4). */
public record Noop(Duration delay) implements Command {
  /** The longest delay a server grants. */
  public static final Duration MAX_DELAY = Duration.ofSeconds(5);

  @Override
  public String line() {
    return "noop:" + delay.toMillis();
  }
}
