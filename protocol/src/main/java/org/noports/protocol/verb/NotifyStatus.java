package org.noports.protocol.verb;

/** {@code notify:status:<id>} (atprotocol.md 3.6.2). */
public record NotifyStatus(String id) implements Command {
  public NotifyStatus {
    OneLine.require(id);
  }

  @Override
  public String line() {
    return "notify:status:" + id;
  }
}
