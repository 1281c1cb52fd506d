package org.noports.protocol.verb;

/** {@code notify:remove:<id>} (atprotocol.md 3.6.2). */
public record NotifyRemove(String id) implements Command {
  public NotifyRemove {
    OneLine.require(id);
  }

  @Override
  public String line() {
    return "notify:remove:" + id;
  }
}
