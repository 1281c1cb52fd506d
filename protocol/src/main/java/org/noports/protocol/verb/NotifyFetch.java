package org.noports.protocol.verb;

/** {@code notify:fetch:<id>} (atprotocol.md 3.6.2). */
public record NotifyFetch(String id) implements Command {
  public NotifyFetch {
    OneLine.require(id);
  }

  @Override
  public String line() {
    return "notify:fetch:" + id;
  }
}
