package org.noports.protocol.verb;

/** {@code pol}: the calling server asks to be believed (atprotocol.md 4.2). */
public record Pol() implements Command {
  @Override
  public String line() {
    return "pol";
  }
}
